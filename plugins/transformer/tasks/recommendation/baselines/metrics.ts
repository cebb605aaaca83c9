import type { Metrics } from 'flywheel/plugin';
import type { NextItem } from '../histories.ts';
import { rankOf, ranking } from '../rank.ts';
import { isCheap, itemKnn } from './item-knn.ts';
import { popularity } from './popularity.ts';

type Ranked = Pick<NextItem, 'history' | 'item'>;

/**
 * What models without training reach, by the same protocol: popularity, and item-kNN weighted by recency where its
 * neighbours are counted in a few seconds.
 *
 * @param histories  of all users, which the simple models count
 * @param sample  who is ranked
 */
export function baselineMetrics(histories: readonly (readonly number[])[], sample: readonly Ranked[], items: number): Metrics {
  const counts = popularity(histories, items);
  const knn = isCheap(histories) ? itemKnn(histories, items) : undefined;
  return {
    ...measured('popularity', sample, () => counts),
    ...(knn ? measured('item_knn', sample, ({ history }) => knn.scores(history)) : {}),
  };
}

function measured(name: string, sample: readonly Ranked[], scores: (one: Ranked) => Float64Array): Metrics {
  const { hitRate, ndcg } = ranking(sample.map((one) => rankOf(scores(one), one)));
  return { [`${name}_hit_rate_at_10`]: hitRate, [`${name}_ndcg_at_10`]: ndcg };
}
