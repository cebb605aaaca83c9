import { defineScorer, type EvaluateContext, type Metrics, type Scorer as SampleScorer } from 'flywheel/plugin';
import { baselineMetrics } from './baselines/metrics.ts';
import type { NextItem } from './histories.ts';
import { gainOf, rankOf, ranking, type Ranking } from './rank.ts';
import type { Scorer } from './scorer.ts';

/** Users that are ranked; of more, so many at even distances. 0.5 % of standard error at most. */
const MOST_USERS = 10_000;

export function sampleOf(next: readonly NextItem[]): readonly NextItem[] {
  if (next.length <= MOST_USERS) return next;
  return Array.from({ length: MOST_USERS }, (_, k) => next[Math.floor((k * next.length) / MOST_USERS)]).filter((one) => one !== undefined);
}

/** Ranks what users chose next among all items that they had not had, by the model; a user of whom it knows no item is a miss. */
async function* ranksByModel(scorer: Scorer, next: readonly NextItem[], signal: AbortSignal): AsyncGenerator<{ one: NextItem; rank: number }, void, void> {
  let k = 0;
  for await (const scores of scorer.scores(next.map(({ history }) => history))) {
    signal.throwIfAborted();
    const one = next[k++];
    if (one !== undefined) yield { one, rank: one.history.length === 0 ? Infinity : rankOf(scores, one) };
  }
}

export async function rankByModel(scorer: Scorer, next: readonly NextItem[], signal: AbortSignal): Promise<Ranking> {
  const ranks: number[] = [];
  for await (const { rank } of ranksByModel(scorer, next, signal)) ranks.push(rank);
  return ranking(ranks);
}

/** Users together in one event. */
const TOGETHER = 128;

/** Scores held-out interactions one by one. @param read  those of a split */
export function rankScorer(scorer: Scorer, read: (context: EvaluateContext<'INTERACTION'>) => Promise<readonly NextItem[]>): SampleScorer<'INTERACTION'> {
  return defineScorer<'INTERACTION', 'hit' | 'gain' | 'reciprocal'>({
    statistics: ['hit', 'gain', 'reciprocal'],
    metrics: [
      { name: 'ndcg_at_10', better: 'HIGHER', of: ({ gain, samples }) => gain / samples },
      { name: 'hit_rate_at_10', better: 'HIGHER', share: 'hit' },
      { name: 'mean_reciprocal_rank', better: 'HIGHER', of: ({ reciprocal, samples }) => reciprocal / samples },
    ],
    worstBy: 'mean_reciprocal_rank',
    async *score(context) {
      let [positions, values]: [number[], number[]] = [[], []];
      for await (const { one, rank } of ranksByModel(scorer, sampleOf(await read(context)), context.signal)) {
        const { hit, gain } = gainOf(rank);
        positions.push(one.position);
        values.push(hit, gain, 1 / (rank + 1));
        if (positions.length < TOGETHER) continue;
        yield { positions, values };
        [positions, values] = [[], []];
      }
      yield { positions, values };
    },
  });
}

export const rankingMetrics = ({ hitRate, ndcg }: Ranking, name = ''): Metrics => ({ [`${name}hit_rate_at_10`]: hitRate, [`${name}ndcg_at_10`]: ndcg });

/** The model's metrics beside those of models that learn nothing, from the same histories. */
export async function evaluate(scorer: Scorer, next: readonly NextItem[], items: number, signal: AbortSignal): Promise<Metrics> {
  const sample = sampleOf(next);
  return { ...rankingMetrics(await rankByModel(scorer, sample, signal)), ...baselineMetrics(next.map(({ history }) => history), sample, items) };
}
