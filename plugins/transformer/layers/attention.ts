import type { Tensor, TensorFlow } from 'flywheel/plugin';
import { write, type KeyValues, type Places } from './cache.ts';
import { createDense } from './dense.ts';
import { joinHeads, splitHeads } from './heads.ts';
import type { Network } from './network.ts';
import { rotate, type Rotation } from './rotary.ts';

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
  /** Whether products have biases; true. */
  readonly bias?: boolean;
}

export interface SelfAttention {
  /**
   * All places at once: [batch, length, size] → the same.
   * @param rotation  turns queries and keys by their places (`rotationOf` of 0 to length − 1)
   */
  run(x: Tensor, mask?: Tensor, rotation?: Rotation): Tensor;
  /** A few new places, [batch, tokens, size], which see those in the cache; gives the cache with them in it. */
  step(x: Tensor, cache: KeyValues, places: Places, rotation?: Rotation): { readonly x: Tensor; readonly cache: KeyValues };
}

/** Queries, keys and values come of one product. */
export function createSelfAttention(network: Network, name: string, { size, heads, initialOutput = 'GLOROT', bias = true }: AttentionOptions): SelfAttention {
  const { tf } = network;
  const project = createDense(network, `${name}/queries_keys_values`, size, 3 * size, { bias });
  const join = createDense(network, `${name}/output`, size, size, { bias, initial: initialOutput });
  const parts = (x: Tensor, rotation: Rotation | undefined) => {
    const [q, k, v] = splitHeads(tf, project(x), 3, heads);
    if (q === undefined || k === undefined || v === undefined) throw new Error('Rows hold queries, keys and values.');
    return rotation ? { q: rotate(tf, q, rotation), k: rotate(tf, k, rotation), v } : { q, k, v };
  };
  return {
    run(x, mask, rotation) {
      const { q, k, v } = parts(x, rotation);
      return join(joinHeads(tf, attend(tf, q, k, v, mask)));
    },
    step(x, cache, places, rotation) {
      const { q, k, v } = parts(x, rotation);
      const keys = write(tf, cache.keys, k, places);
      const values = write(tf, cache.values, v, places);
      return { x: join(joinHeads(tf, attend(tf, q, keys, values, places.mask))), cache: { keys, values } };
    },
  };
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dataId' in value;
}
