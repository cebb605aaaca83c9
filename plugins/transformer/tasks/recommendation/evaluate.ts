import type { Metrics } from 'flywheel/plugin';
import { baselineMetrics } from './baselines/metrics.ts';
import type { NextItem } from './histories.ts';
import { rankOf, ranking, type Ranking } from './rank.ts';
import type { Scorer } from './scorer.ts';

/** Users that are ranked; of more, so many at even distances. 0.5 % of standard error at most. */
const MOST_USERS = 10_000;

export function sampleOf(next: readonly NextItem[]): readonly NextItem[] {
  if (next.length <= MOST_USERS) return next;
  return Array.from({ length: MOST_USERS }, (_, k) => next[Math.floor((k * next.length) / MOST_USERS)]).filter((one) => one !== undefined);
}

/** Ranks what users chose next among all items that they had not had, by the model. */
export async function rankByModel(scorer: Scorer, next: readonly NextItem[], signal: AbortSignal): Promise<Ranking> {
  const ranks: number[] = [];
  for await (const scores of scorer.scores(next.map(({ history }) => history))) {
    signal.throwIfAborted();
    const one = next[ranks.length];
    if (one !== undefined) ranks.push(rankOf(scores, one));
  }
  return ranking(ranks);
}

export const rankingMetrics = ({ hitRate, ndcg }: Ranking, name = ''): Metrics => ({ [`${name}hit_rate_at_10`]: hitRate, [`${name}ndcg_at_10`]: ndcg });

/** The model's metrics beside those of models that learn nothing, from the same histories. */
export async function evaluate(scorer: Scorer, next: readonly NextItem[], items: number, signal: AbortSignal): Promise<Metrics> {
  const sample = sampleOf(next);
  return { ...rankingMetrics(await rankByModel(scorer, sample, signal)), ...baselineMetrics(next.map(({ history }) => history), sample, items) };
}
