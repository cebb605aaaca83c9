import type { Tensor, TensorFlow } from 'flywheel/plugin';
import { createDense } from './dense.ts';
import type { Network } from './network.ts';

/**
 * Scaled dot-product attention (Vaswani et al. 2017), softmax(Q Kᵀ / √d + mask) V.
 *
 * The gradient takes the row sums of softmax's from the result, Σ dP ∘ P = Σ dO ∘ O (Dao et al. 2022), so of the passes
 * over all pairs of places two fall away. First order only.
 *
 * @param q [batch, heads, queries, d]
 * @param k [batch, heads, keys, d]
 * @param v [batch, heads, keys, d]
 * @param mask  added to the logits, broadcast to [batch, heads, queries, keys]: 0, and about −1e9 where a query must not
 *   see a key. It gets no gradient.
 */
export function attend(tf: TensorFlow, q: Tensor, k: Tensor, v: Tensor, mask?: Tensor): Tensor {
  const scaled = tf.mul(q, 1 / Math.sqrt(q.shape.at(-1) ?? 1));
  return tf.customGrad((...args) => {
    const [queries, keys, values, save] = args;
    if (!isTensor(queries) || !isTensor(keys) || !isTensor(values) || typeof save !== 'function') throw new Error('Attention takes queries, keys and values.');
    const logits = tf.matMul(queries, keys, false, true);
    const weights = tf.softmax(mask ? tf.add(logits, mask) : logits);
    const value = tf.matMul(weights, values);
    save([queries, keys, values, weights, value]);
    return { value, gradFunc: (dy: Tensor, saved: Tensor[]) => gradients(tf, dy, saved) };
  })(scaled, k, v);
}

function gradients(tf: TensorFlow, dy: Tensor, [q, k, v, weights, value]: Tensor[]): Tensor[] {
  if (!q || !k || !v || !weights || !value) throw new Error('Attention was saved without what its gradient needs.');
  const rowSums = tf.sum(tf.mul(dy, value), -1, true);
  const scores = tf.mul(weights, tf.sub(tf.matMul(dy, v, false, true), rowSums));
  return [tf.matMul(scores, k), tf.matMul(scores, q, true), tf.matMul(weights, dy, true)];
}

export interface AttentionOptions {
  readonly size: number;
  readonly heads: number;
  /** Zeros: the branch adds nothing at first. */
  readonly initialOutput?: 'GLOROT' | 'ZEROS';
  /** Turns queries and keys by their places, [batch, heads, length, d] (Su et al. 2021). */
  readonly rotate?: (x: Tensor) => Tensor;
}

export type SelfAttention = (x: Tensor, mask?: Tensor) => Tensor;

/** [batch, length, size] → [batch, length, size]; queries, keys and values come of one product. */
export function createSelfAttention(network: Network, name: string, { size, heads, initialOutput = 'GLOROT', rotate = (x) => x }: AttentionOptions): SelfAttention {
  const { tf } = network;
  const project = createDense(network, `${name}/queries_keys_values`, size, 3 * size);
  const join = createDense(network, `${name}/output`, size, size, { initial: initialOutput });
  return (x, mask) => {
    const [batch = 0, length = 0] = x.shape;
    const parts = tf.transpose(tf.reshape(project(x), [batch, length, 3, heads, size / heads]), [2, 0, 3, 1, 4]);
    const [q, k, v] = tf.unstack(parts);
    if (q === undefined || k === undefined || v === undefined) throw new Error('Rows hold queries, keys and values.');
    const attended = attend(tf, rotate(q), rotate(k), v, mask);
    return join(tf.reshape(tf.transpose(attended, [0, 2, 1, 3]), [batch, length, size]));
  };
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dataId' in value;
}
