import type { Tensor, TensorFlow } from '../../plugin/tensors.ts';
import { fusedOp, hasFusedOps } from './fused-op.ts';

/**
 * Layer normalization over the last axis (Ba, Kiros & Hinton 2016): (x − mean) / √(variance + epsilon) · scale + offset.
 * On a CPU it and its gradient are one operation each; elsewhere it is made of TensorFlow.js's.
 *
 * @param x [..., n]
 * @param scale [n]
 * @param offset [n]
 */
export function layerNorm(tf: TensorFlow, x: Tensor, scale: Tensor, offset: Tensor, epsilon: number): Tensor {
  if (!hasFusedOps(tf)) return composed(tf, x, scale, offset, epsilon);
  const run = tf.customGrad((...args) => {
    const [input, by, plus, save] = args;
    if (!isTensor(input) || !isTensor(by) || !isTensor(plus) || typeof save !== 'function') throw new Error('Layer normalization takes a tensor, a scale and an offset.');
    const [value, mean, inverse] = fusedOp(tf, 'FlywheelLayerNorm', [input, by, plus, tf.scalar(epsilon)]);
    if (value === undefined || mean === undefined || inverse === undefined) throw new Error('Layer normalization gave too few tensors.');
    save([input, by, mean, inverse]);
    const gradFunc = (dy: Tensor, saved: Tensor[]) => {
      // Within another gradient this one has to be made of operations that have gradients themselves.
      if (tf.engine().state.gradientDepth > 0) return composedGradient(tf, dy, input, by, epsilon);
      return fusedOp(tf, 'FlywheelLayerNormGrad', [dy, ...saved]);
    };
    return { value, gradFunc };
  });
  return run(x, scale, offset);
}

function composed(tf: TensorFlow, x: Tensor, scale: Tensor, offset: Tensor, epsilon: number): Tensor {
  return tf.tidy(() => {
    const centered = tf.sub(x, tf.mean(x, -1, true));
    const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centered), -1, true), epsilon));
    return tf.add(tf.mul(tf.mul(centered, inverse), scale), offset);
  });
}

/** With x̂ = (x − mean) / σ and ĝ = dy · scale: (ĝ − mean ĝ − x̂ · mean(ĝ · x̂)) / σ, Σ dy · x̂ and Σ dy over the rows. */
function composedGradient(tf: TensorFlow, dy: Tensor, x: Tensor, scale: Tensor, epsilon: number): Tensor[] {
  const centered = tf.sub(x, tf.mean(x, -1, true));
  const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centered), -1, true), epsilon));
  const normal = tf.mul(centered, inverse);
  const scaled = tf.mul(dy, scale);
  const along = tf.mul(normal, tf.mean(tf.mul(scaled, normal), -1, true));
  const rows = x.shape.slice(0, -1).map((_, axis) => axis);
  return [tf.mul(tf.sub(tf.sub(scaled, tf.mean(scaled, -1, true)), along), inverse), tf.sum(tf.mul(dy, normal), rows), tf.sum(dy, rows)];
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dataId' in value;
}
