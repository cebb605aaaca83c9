import type { Tensor, TensorFlow } from 'flywheel/plugin';
import { UNSEEN } from './masks.ts';

/** What a layer has seen, [batch, heads, places, d] each. A type, not an interface, as arguments of compiled steps have to be. */
export type KeyValues = { readonly keys: Tensor; readonly values: Tensor };

/** Of each layer. Buffers of one size, zeros where nothing was written: a step over them has one signature. */
export type Cache = readonly KeyValues[];

/** Where the tokens of a step go in the buffers, and what they see. The caller owns the tensors. */
export type Places = {
  /** [tokens, capacity]: 1 where a token is written, else 0. A row of zeros writes nothing. */
  readonly at: Tensor;
  /** [capacity, 1]: 0 where something is written, else 1. */
  readonly keep: Tensor;
  /** [tokens, capacity]: added to the logits. */
  readonly mask: Tensor;
};

/** Buffers for `capacity` places. The caller owns the tensors. */
export function emptyCache(tf: TensorFlow, { layers, batch, heads, capacity, headSize }: { layers: number; batch: number; heads: number; capacity: number; headSize: number }): Cache {
  const zeros = () => tf.zeros([batch, heads, capacity, headSize]);
  return Array.from({ length: layers }, () => ({ keys: zeros(), values: zeros() }));
}

/** The smallest of the sizes `least`, 2 · least, 4 · least … that holds `places`, but at most `most`: few sizes, so few graphs. */
export function capacityFor(places: number, least: number, most: number): number {
  let capacity = least;
  while (capacity < places) capacity *= 2;
  return Math.min(capacity, most);
}

/**
 * Of `count` tokens at the positions `start`, start + 1, …; `tokens` of them are padding after those and write nothing.
 * Beyond the capacity the oldest place is taken again, so a token sees the last `capacity` tokens: give one at a time then.
 */
export function placesOf(tf: TensorFlow, { start, count, tokens = count, capacity }: { start: number; count: number; tokens?: number; capacity: number }): Places {
  if (count > 1 && start + count > capacity) throw new Error(`${count} tokens from place ${start} do not fit in a cache of ${capacity} places.`);
  const at = new Float32Array(tokens * capacity);
  const keep = new Float32Array(capacity).fill(1);
  const mask = new Float32Array(tokens * capacity).fill(UNSEEN);
  for (let k = 0; k < tokens; k += 1) {
    const position = start + Math.min(k, count - 1);
    mask.fill(0, k * capacity, k * capacity + Math.min(position + 1, capacity));
    if (k >= count) continue;
    at[k * capacity + (position % capacity)] = 1;
    keep[position % capacity] = 0;
  }
  return { at: tf.tensor2d(at, [tokens, capacity]), keep: tf.tensor2d(keep, [capacity, 1]), mask: tf.tensor2d(mask, [tokens, capacity]) };
}

/** The buffer with new keys or values, [batch, heads, tokens, d], at their places; one pass over it. */
export function write(tf: TensorFlow, buffer: Tensor, added: Tensor, { at, keep }: Places): Tensor {
  const [tokens = 0, capacity = 0] = at.shape;
  // A product with ones and zeros: exact, and of fixed cost wherever the places are.
  const spread = tokens === 1 ? tf.mul(tf.reshape(at, [capacity, 1]), added) : tf.matMul(tf.transpose(at), added);
  return tf.add(tf.mul(buffer, keep), spread);
}

/** The same content in larger buffers. The caller owns the new tensors, and the old ones still. */
export function growCache(tf: TensorFlow, cache: Cache, capacity: number): Cache {
  const grow = (x: Tensor) => tf.pad(x, [[0, 0], [0, 0], [0, capacity - (x.shape[2] ?? 0)], [0, 0]]);
  return cache.map(({ keys, values }) => ({ keys: grow(keys), values: grow(values) }));
}

/**
 * Row r becomes what row rows[r] was, as beam search needs it. Use it in a compiled step, before the layers.
 *
 * @param rows int32 [new batch]
 */
export function chooseRows(tf: TensorFlow, cache: Cache, rows: Tensor): Cache {
  const indices = rows.as1D();
  return cache.map(({ keys, values }) => ({ keys: tf.gather(keys, indices), values: tf.gather(values, indices) }));
}
