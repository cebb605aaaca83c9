import type { ColumnProfile, HistogramBin, NumberProfile, Quantile, ValueCount } from '../../domain/column-profile.ts';
import { builder } from '../builder.ts';
import { DatasetVersionNode } from '../refs.ts';

const ColumnProfileType = builder.enumType('ColumnProfileType', {
  description: 'What a column holds.',
  values: {
    NUMBER: {},
    CATEGORY: { description: 'Names.' },
    TEXT: { description: 'Measured by its length in characters.' },
    IMAGE: { description: 'The mean (brightness) or standard deviation (contrast) of the values of an image, 0 to 1.' },
    LABEL: { description: 'The class.' },
  },
});

const QuantileType = builder.objectRef<Quantile>('Quantile').implement({
  description: 'A share of values is at most a value.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({ share: t.exposeFloat('share', { description: '0 to 1.' }), value: t.exposeFloat('value') }),
});

const HistogramBinType = builder.objectRef<HistogramBin>('HistogramBin').implement({
  description: 'How many values lie from one number on, below another; of the last bin also at it.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({ from: t.exposeFloat('from'), to: t.exposeFloat('to'), count: t.exposeInt('count') }),
});

const NumberProfileType = builder.objectRef<NumberProfile>('NumberProfile').implement({
  description: 'How numbers are spread.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    minimum: t.exposeFloat('minimum'),
    maximum: t.exposeFloat('maximum'),
    mean: t.exposeFloat('mean'),
    standardDeviation: t.exposeFloat('standardDeviation'),
    quantiles: t.field({ type: [QuantileType], description: 'At 1, 5, 25, 50, 75, 95 and 99 %.', resolve: ({ quantiles }) => [...quantiles] }),
    histogram: t.field({ type: [HistogramBinType], description: 'At most 30 bins. The first and the last hold all that lies beyond 1 % and 99 %.', resolve: ({ histogram }) => [...histogram] }),
  }),
});

const ValueCountType = builder.objectRef<ValueCount>('ValueCount').implement({
  description: 'How often a value occurs.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({ value: t.exposeString('value', { description: 'Its first 200 characters.' }), count: t.exposeInt('count') }),
});

const ColumnProfileObject = builder.objectRef<ColumnProfile>('ColumnProfile').implement({
  description: 'What a column holds, all splits together.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    name: t.exposeString('name'),
    type: t.field({ type: ColumnProfileType, resolve: ({ type }) => type }),
    count: t.exposeInt('count', { description: 'Values that are there.' }),
    missing: t.exposeInt('missing'),
    distinct: t.exposeInt('distinct', { nullable: true, description: 'Different values; null where only lengths or pixels are measured.' }),
    approximate: t.exposeBoolean('approximate', { description: 'Whether `distinct` and the quantiles are estimates: of more than 200,000 samples.' }),
    numbers: t.field({ type: NumberProfileType, nullable: true, description: 'Of numbers, lengths and images.', resolve: ({ numbers }) => numbers }),
    values: t.field({ type: [ValueCountType], description: 'Of categories and labels: the 20 most frequent.', resolve: ({ values }) => [...values] }),
  }),
});

builder.objectField(DatasetVersionNode, 'profile', (t) =>
  t.field({
    type: [ColumnProfileObject],
    nullable: true,
    description: 'What each column holds; known when its quality was assessed.',
    resolve: async (version, _args, { versionFiles }) => (await versionFiles.profile(version.id))?.slice() ?? null,
  }),
);
