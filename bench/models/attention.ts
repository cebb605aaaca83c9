import type { Tensor, TensorFlow } from 'flywheel/plugin';

export interface AttentionShape {
  readonly batch: number;
  readonly length: number;
  readonly heads: number;
  readonly headSize: number;
}

/**
 * Multi-head attention (Vaswani et al. 2017) on rows: [batch · length, 3 · heads · headSize] of queries, keys and values
 * → [batch · length, heads · headSize].
 *
 * The gradient of softmax(S) V takes its row sums from the result, Σ dP ∘ P = Σ dO ∘ O (Dao et al. 2022), so of the
 * passes over all pairs of places two fall away.
 */
export function attentionOf(tf: TensorFlow, { batch, length, heads, headSize }: AttentionShape): (rows: Tensor) => Tensor {
  const attend = (queries: Tensor, keys: Tensor, values: Tensor): Tensor =>
    tf.customGrad((...args) => {
      const [q, k, v, save] = args;
      if (!isTensor(q) || !isTensor(k) || !isTensor(v) || typeof save !== 'function') throw new Error('Attention takes queries, keys and values.');
      const weights = tf.softmax(tf.matMul(q, k, false, true));
      const value = tf.matMul(weights, v);
      save([q, k, v, weights, value]);
      return { value, gradFunc: (dy: Tensor, saved: Tensor[]) => gradients(tf, dy, saved) };
    })(queries, keys, values);

  return (rows) => {
    const parts = tf.transpose(tf.reshape(rows, [batch, length, 3, heads, headSize]), [2, 0, 3, 1, 4]);
    const [q, k, v] = tf.unstack(parts);
    if (q === undefined || k === undefined || v === undefined) throw new Error('Rows hold queries, keys and values.');
    const result = attend(tf.mul(q, 1 / Math.sqrt(headSize)), k, v);
    return tf.reshape(tf.transpose(result, [0, 2, 1, 3]), [batch * length, heads * headSize]);
  };
}

function gradients(tf: TensorFlow, dy: Tensor, [q, k, v, weights, value]: Tensor[]): Tensor[] {
  if (!q || !k || !v || !weights || !value) throw new Error('Attention was saved without what its gradient needs.');
  const rowSums = tf.sum(tf.mul(dy, value), -1, true);
  const scores = tf.mul(weights, tf.sub(tf.matMul(dy, v, false, true), rowSums));
  return [tf.matMul(scores, k), tf.matMul(scores, q, true), tf.matMul(weights, dy, true)];
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dataId' in value;
}
