import type { NextItem } from '../histories.ts';

/** Interactions with each item, for every user the same. */
export function popularity(histories: readonly NextItem['history'][], items: number): Float64Array {
  const counts = new Float64Array(items);
  for (const history of histories) for (const item of history) counts[item - 1] = (counts[item - 1] ?? 0) + 1;
  return counts;
}
