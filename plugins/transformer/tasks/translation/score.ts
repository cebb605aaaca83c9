import { defineScorer, type Scorer } from 'flywheel/plugin';
import { bleuOf, countsOf } from '../../text/bleu.ts';
import { costsOf, type EvaluationInput, type TextPair } from './evaluate.ts';
import { translations } from './translate.ts';

/** Pairs that are measured together: of so many, those of like lengths share a batch. */
const TOGETHER = 4096;

const ORDERS = [1, 2, 3, 4] as const;
type Count = `${'matches' | 'total'}_${(typeof ORDERS)[number]}`;
const counts: readonly Count[] = [...ORDERS.map((order) => `matches_${order}` as const), ...ORDERS.map((order) => `total_${order}` as const)];

type Statistic = 'nats' | 'tokens' | 'translation_length' | 'reference_length' | Count;

/** Scores pairs: what the reference costs, and what the model's own translation adds to the counts of BLEU, which is told of any corpus so. */
export function pairScorer(evaluated: Omit<EvaluationInput, 'data' | 'split' | 'signal' | 'most'>): Scorer<'TEXT_PAIR'> {
  return defineScorer<'TEXT_PAIR', Statistic>({
    statistics: ['nats', 'tokens', 'translation_length', 'reference_length', ...counts],
    metrics: [
      {
        name: 'bleu', better: 'HIGHER',
        of: (sums) => bleuOf({ matches: ORDERS.map((order) => sums[`matches_${order}`]), total: ORDERS.map((order) => sums[`total_${order}`]), translationLength: sums.translation_length, referenceLength: sums.reference_length }).score,
      },
      { name: 'loss', better: 'LOWER', of: ({ nats, tokens }) => nats / tokens },
      { name: 'perplexity', better: 'LOWER', of: ({ nats, tokens }) => Math.exp(nats / tokens) },
    ],
    worstBy: 'loss',
    async *score({ data, split, signal }) {
      let start = 0;
      for await (const { sources, targets, count } of data.batches({ split, size: TOGETHER })) {
        const some = sources.map((source, k): TextPair => ({ source, target: targets[k] ?? '' }));
        const costs = await costsOf({ ...evaluated, signal }, some);
        for await (const translated of translations(evaluated.translator, sources, { beamSize: evaluated.beamSize, signal })) {
          yield {
            positions: translated.map(({ index }) => start + index),
            values: translated.flatMap(({ index, translation }) => [costs[index]?.nats ?? NaN, costs[index]?.tokens ?? NaN, ...bleuCounts(translation, some[index])]),
            outputs: translated.map(({ translation }) => translation),
          };
        }
        start += count;
      }
    },
  });
}

/** In the order of the statistics. */
function bleuCounts(translation: string, pair: TextPair | undefined): number[] {
  const { matches, total, translationLength, referenceLength } = countsOf(translation, pair?.target ?? '');
  return [translationLength, referenceLength, ...matches, ...total];
}
