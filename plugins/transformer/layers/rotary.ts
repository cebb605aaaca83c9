import type { Tensor, TensorFlow } from 'flywheel/plugin';

/** Cosines and sines of the angles of some places, [places, d / 2] each. */
export type Rotation = { readonly cosines: Tensor; readonly sines: Tensor };

/**
 * Rotary positions (Su et al. 2021): pair i of place p is turned by p / 10000^(2i / d), so a query and a key meet at an
 * angle that depends on their distance alone. Angles are computed in double precision. The caller owns the tensors.
 *
 * @param positions any whole numbers; distances count
 * @param headSize  d, even
 */
export function rotationOf(tf: TensorFlow, positions: readonly number[], headSize: number): Rotation {
  const half = headSize / 2;
  const angles = positions.flatMap((position) => Array.from({ length: half }, (_, i) => position / 10_000 ** ((2 * i) / headSize)));
  const table = (of: (angle: number) => number) => tf.tensor2d(Float32Array.from(angles, of), [positions.length, half]);
  return { cosines: table(Math.cos), sines: table(Math.sin) };
}

/**
 * Turns x, [batch, heads, places, d]; the pairs are (i, i + d / 2). The gradient turns back. First order only.
 */
export function rotate(tf: TensorFlow, x: Tensor, { cosines, sines }: Rotation): Tensor {
  const half = (x.shape.at(-1) ?? 0) / 2;
  const turn = (y: Tensor, way: Tensor) => {
    const part = (start: number) => tf.slice(y, [0, 0, 0, start], [-1, -1, -1, half]);
    const [first, second] = [part(0), part(half)];
    return tf.concat([tf.sub(tf.mul(first, cosines), tf.mul(second, way)), tf.add(tf.mul(first, way), tf.mul(second, cosines))], -1);
  };
  return tf.customGrad((y) => {
    if (!isTensor(y)) throw new Error('Rotation takes one tensor.');
    return { value: turn(y, sines), gradFunc: (dy: Tensor) => turn(dy, tf.neg(sines)) };
  })(x);
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dataId' in value;
}
