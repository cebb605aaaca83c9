import { drawsFrom, shuffle } from './draws.ts';

/** Batches whose texts are sorted by length together; more would be faster still, and less random. */
const SORTED_BATCHES = 40;

/**
 * The batches of an epoch: a random order of all texts, in which texts of like length share a batch, so that little is
 * padding. The last batch is filled up with texts of the beginning, so that all have one size.
 *
 * @param lengths  tokens of each text
 * @param size  texts of a batch, at most as many as there are
 */
export function orderTexts(lengths: ArrayLike<number>, size: number, seed: number, epoch: number): Int32Array[] {
  const draw = drawsFrom(Math.imul(seed, 65_537) + epoch);
  const order = Int32Array.from({ length: lengths.length }, (_, text) => text);
  shuffle(order, draw);
  const batches: Int32Array[] = [];
  for (let start = 0; start < order.length; start += size * SORTED_BATCHES) {
    const some = order.slice(start, start + size * SORTED_BATCHES).sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
    for (let first = 0; first < some.length; first += size) batches.push(some.slice(first, first + size));
  }
  const places = Int32Array.from({ length: batches.length }, (_, place) => place);
  shuffle(places, draw);
  return [...places].map((place) => filled(batches[place] ?? order, order, size));
}

function filled(batch: Int32Array, order: Int32Array, size: number): Int32Array {
  if (batch.length === size) return batch;
  const whole = order.slice(0, size);
  whole.set(batch);
  return whole;
}
