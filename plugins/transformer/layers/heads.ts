import type { Tensor, TensorFlow } from 'flywheel/plugin';

/** [batch, length, parts · size] → `parts` tensors [batch, heads, length, size / heads], for example queries, keys and values. */
export function splitHeads(tf: TensorFlow, x: Tensor, parts: number, heads: number): Tensor[] {
  const [batch = 0, length = 0, width = 0] = x.shape;
  if (parts === 1) return [tf.transpose(tf.reshape(x, [batch, length, heads, width / heads]), [0, 2, 1, 3])];
  return tf.unstack(tf.transpose(tf.reshape(x, [batch, length, parts, heads, width / parts / heads]), [2, 0, 3, 1, 4]));
}

/** [batch, heads, length, d] → [batch, length, heads · d]. */
export function joinHeads(tf: TensorFlow, x: Tensor): Tensor {
  const [batch = 0, heads = 0, length = 0, size = 0] = x.shape;
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch, length, heads * size]);
}
