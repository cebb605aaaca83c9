import type { NextItem } from './histories.ts';

/** Hit rate and NDCG at 10 (Järvelin & Kekäläinen 2002, of one relevant item), means over users. */
export interface Ranking {
  readonly hitRate: number;
  readonly ndcg: number;
}

const AT = 10;

/**
 * The place of the item that was chosen, from 0, among all items but the user's earlier ones. Items with the same score
 * share the mean of their places. Infinity where the item cannot be offered: the training split does not have it, or
 * the user had it before.
 *
 * @param scores  of the items 1, 2, …
 */
export function rankOf(scores: ArrayLike<number>, { history, item }: NextItem): number {
  const earlier = new Set(history);
  if (item === 0 || earlier.has(item)) return Infinity;
  const own = scores[item - 1] ?? NaN;
  let greater = 0;
  let equal = 0;
  for (let k = 0; k < scores.length; k++) {
    const score = scores[k] ?? NaN;
    if (score < own || earlier.has(k + 1)) continue;
    if (score > own) greater += 1;
    else equal += 1;
  }
  return greater + (equal - 1) / 2;
}

export function ranking(ranks: readonly number[]): Ranking {
  const within = ranks.filter((rank) => rank < AT);
  return {
    hitRate: within.length / ranks.length,
    ndcg: within.reduce((sum, rank) => sum + 1 / Math.log2(rank + 2), 0) / ranks.length,
  };
}

/** Numbers of the items with the greatest scores, best first; of equal ones the one that was known first. */
export function best(scores: ArrayLike<number>, history: readonly number[], count: number): { readonly item: number; readonly score: number }[] {
  const earlier = new Set(history);
  return Array.from({ length: scores.length }, (_, k) => ({ item: k + 1, score: scores[k] ?? NaN }))
    .filter(({ item }) => !earlier.has(item))
    .sort((a, b) => b.score - a.score || a.item - b.item)
    .slice(0, count);
}
