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
export function rankOf(scores: ArrayLike<number>, { history, item }: Pick<NextItem, 'history' | 'item'>): number {
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

/** What one rank adds to hit rate and NDCG: both 0 from place 10 on. */
export const gainOf = (rank: number): { readonly hit: number; readonly gain: number } => (rank < AT ? { hit: 1, gain: 1 / Math.log2(rank + 2) } : { hit: 0, gain: 0 });

export function ranking(ranks: readonly number[]): Ranking {
  const gains = ranks.map(gainOf);
  return {
    hitRate: gains.reduce((sum, { hit }) => sum + hit, 0) / ranks.length,
    ndcg: gains.reduce((sum, { gain }) => sum + gain, 0) / ranks.length,
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
