import type { EvaluatedMetric, JudgingMetric } from '../../domain/evaluation-result.ts';
import { builder } from '../builder.ts';

export const BetterType = builder.enumType('Better', {
  description: 'Which way a metric is better.',
  values: { HIGHER: { description: 'A higher value is of a better model.' }, LOWER: { description: 'A lower value is of a better model.' } } as const,
});

export const JudgingMetricType = builder.objectRef<JudgingMetric>('JudgingMetric').implement({
  description: 'A metric by which one model can be told to be better than another.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Without the split: accuracy, bleu, …' }),
    better: t.field({ type: BetterType, resolve: ({ better }) => better }),
  }),
});

export const EvaluatedMetricType = builder.objectRef<EvaluatedMetric>('EvaluatedMetric').implement({
  description: 'A metric of a split, with its 95 % interval.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'test/accuracy, validation/bleu, …' }),
    value: t.exposeFloat('value'),
    low: t.exposeFloat('low', { nullable: true, description: 'Shares of samples that are right have the Wilson interval, others the percentile interval of 5,000 bootstrap resamples. Null where the model scores no single samples.' }),
    high: t.exposeFloat('high', { nullable: true }),
    better: t.field({ type: BetterType, nullable: true, description: 'Null where the algorithm does not say.', resolve: ({ better }) => better }),
    isShare: t.boolean({ description: 'Whether it is a share of samples that are right.', resolve: ({ share }) => share !== null }),
  }),
});
