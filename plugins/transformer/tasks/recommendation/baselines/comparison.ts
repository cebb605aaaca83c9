import type { Metrics } from 'flywheel/plugin';

const SIMPLE = [
  { name: 'item_knn', words: 'item-kNN, which counts who chose the same items and learns nothing,' },
  { name: 'popularity', words: 'offering everybody the most popular items' },
];

const percent = (share = NaN) => `${(100 * share).toFixed(1)} %`;

/** A sentence for the person who watches the run where a simple model ranks better on the validation split; else undefined. */
export function comparison(metrics: Metrics): string | undefined {
  const own = metrics['validation/ndcg_at_10'] ?? NaN;
  const [simple] = SIMPLE.filter(({ name }) => (metrics[`validation/${name}_ndcg_at_10`] ?? NaN) > own)
    .sort((a, b) => (metrics[`validation/${b.name}_ndcg_at_10`] ?? 0) - (metrics[`validation/${a.name}_ndcg_at_10`] ?? 0));
  if (simple === undefined) return undefined;
  const numbers = (name: string) => `${percent(metrics[`validation/${name}hit_rate_at_10`])} of hits among the first 10, NDCG ${(metrics[`validation/${name}ndcg_at_10`] ?? NaN).toFixed(3)}`;
  return `A simple model is better here: on the validation split ${simple.words} reaches ${numbers(`${simple.name}_`)}; this Transformer ${numbers('')}. Use the simple one, or train on more interactions.`;
}
