import type { Tensor, TensorFlow } from '../../plugin/tensors.ts';

/**
 * Scales gradients by clipNorm / max(norm, clipNorm), where norm is the length of all of them as one vector (Pascanu et
 * al. 2013). Nothing is read back. Gradients that are not numbers make all of them so.
 */
export function clipByGlobalNorm(tf: TensorFlow, gradients: readonly Tensor[], clipNorm: number): Tensor[] {
  const limit = tf.scalar(clipNorm);
  const norm = tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient)))));
  const scale = tf.div(limit, tf.maximum(norm, limit));
  return gradients.map((gradient) => tf.mul(gradient, scale));
}
