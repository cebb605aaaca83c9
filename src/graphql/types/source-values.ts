import { type SourceValue, type SourceValuesResult, type SourceVerdict, sourceVerdicts } from '../../domain/data-studies/study-result.ts';
import { builder } from '../builder.ts';
import { BetterType } from './evaluated-metric.ts';

const SourceVerdictType = builder.enumType('SourceVerdict', {
  description: 'Whether a source is worth having.',
  values: Object.fromEntries(sourceVerdicts.map((verdict) => [verdict, { value: verdict, description: meaning(verdict) }])),
});

function meaning(verdict: SourceVerdict): string {
  switch (verdict) {
    case 'HELPS': return 'The model is better with it: the whole interval lies above 0.';
    case 'HARMS': return 'The model is better without it: the whole interval lies below 0.';
    case 'UNDECIDED': return 'The interval holds 0, or nothing could be tested.';
  }
}

const SourceValueType = builder.objectRef<SourceValue>('SourceValue').implement({
  description: 'What one source is worth, beside all others.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    source: t.exposeString('source'),
    samples: t.exposeInt('samples', { description: 'Of the training split.' }),
    without: t.exposeFloat('without', { description: 'Of the metric, trained without it.' }),
    gain: t.exposeFloat('gain', { description: 'How much better the model is with it, in the metric’s unit; below 0 where it is worse.' }),
    gainPerThousand: t.float({ description: 'The same for 1,000 of its samples.', resolve: ({ gain, samples }) => (1000 * gain) / Math.max(1, samples) }),
    low: t.exposeFloat('low', { nullable: true, description: '95 % interval of the gain, on the same samples.' }),
    high: t.exposeFloat('high', { nullable: true }),
    verdict: t.field({ type: SourceVerdictType, resolve: (source) => source.verdict }),
  }),
});

export const SourceValuesType = builder.objectRef<SourceValuesResult>('SourceValues').implement({
  description: 'What each source is worth: how much worse a model is that was trained without it.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    metric: t.exposeString('metric', { description: 'In full: test/accuracy.' }),
    better: t.field({ type: BetterType, resolve: (values) => values.better }),
    value: t.exposeFloat('value', { description: 'Trained on everything.' }),
    sources: t.field({ type: [SourceValueType], description: 'The one that helps most first.', resolve: (values) => [...values.sources] }),
  }),
});
