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

/** Turns x, [batch, heads, places, d]; the pairs are (i, i + d / 2). */
export function rotate(tf: TensorFlow, x: Tensor, { cosines, sines }: Rotation): Tensor {
  const [first, second] = tf.split(x, 2, -1);
  if (first === undefined || second === undefined) throw new Error('Halves of heads are turned against each other.');
  return tf.concat([tf.sub(tf.mul(first, cosines), tf.mul(second, sines)), tf.add(tf.mul(first, sines), tf.mul(second, cosines))], -1);
}
