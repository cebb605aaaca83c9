import { withoutSplit } from '../../domain/evaluations/compare-evaluations.ts';
import { type PlacedSlice, type Slicing, SMALL_SLICE, sliceSources, type SliceSource, worstFirst } from '../../domain/evaluations/slices.ts';
import { type Evaluation } from '../../domain/entities/evaluation.ts';
import { builder } from '../builder.ts';
import { badInput } from '../errors.ts';
import { orGraphqlError } from '../or-graphql-error.ts';
import { EvaluationNode } from '../refs.ts';

const read = { authScopes: { scope: ['READ' as const] } };
const MOST = 50;

const meanings: Readonly<Record<SliceSource, string>> = {
  LABEL: 'The class.',
  COLUMN: 'A column of a table.',
  TEXT_LENGTH: 'Characters of the text.',
  SOURCE_LENGTH: 'Characters of the source.',
  TARGET_LENGTH: 'Characters of the target.',
  ITEM: 'The item that was chosen.',
  ITEM_POPULARITY: 'How often the item was chosen in the training split.',
  USER_ACTIVITY: 'How much the user has chosen in the training split.',
  VALUE: 'The value of the interaction, for example a rating.',
  TIME: 'When it was, in seconds since 1970.',
  FILE: 'The file that the sample comes from.',
  FOLDER: 'The folder of an archive that it comes from.',
  SUBJECT: 'The person that it is about.',
  SUBJECT_SAMPLES: 'How many samples of the dataset version are about the same person.',
  FINDING: 'The check of the quality assessment that found it; a sample may come under several.',
};

const SliceSourceType = builder.enumType('SliceSource', {
  description: 'What samples are parted by.',
  values: Object.fromEntries(sliceSources.map((source) => [source, { value: source, description: meanings[source] }])),
});

const SliceMetric = builder.objectRef<PlacedSlice['metrics'][number]>('SliceMetric').implement({
  ...read,
  description: 'A metric of a slice, with its 95 % interval.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'accuracy, loss, …' }),
    value: t.exposeFloat('value'),
    low: t.exposeFloat('low', { nullable: true, description: 'Wilson, of shares; else the jackknife over 20 groups of samples, null where there are fewer samples.' }),
    high: t.exposeFloat('high', { nullable: true }),
  }),
});

const SliceType = builder.objectRef<PlacedSlice>('Slice').implement({
  ...read,
  description: 'A part of a split, measured by itself: samples with one value, or with numbers in a range.',
  fields: (t) => ({
    source: t.field({ type: SliceSourceType, resolve: ({ source }) => source }),
    column: t.exposeString('column', { nullable: true, description: 'Of COLUMN.' }),
    value: t.exposeString('value', { nullable: true, description: 'Null of ranges; null without a range: samples in which the value is missing.' }),
    low: t.exposeFloat('low', { nullable: true, description: 'The least number in the range; null of values.' }),
    high: t.exposeFloat('high', { nullable: true, description: 'The greatest number in the range; null of values.' }),
    count: t.exposeInt('count', { description: 'Samples.' }),
    isSmall: t.boolean({ description: `Fewer than ${SMALL_SLICE} samples: it says little, whatever it says.`, resolve: ({ count }) => count < SMALL_SLICE }),
    metrics: t.field({ type: [SliceMetric], description: 'Those that are sums over samples, in the order of the evaluation.', resolve: ({ metrics }) => [...metrics] }),
  }),
});

const placed = ({ source, column, slices }: Slicing): PlacedSlice[] => slices.map((slice) => ({ ...slice, source, column }));

const SlicingType = builder.objectRef<Slicing>('Slicing').implement({
  ...read,
  description: 'One way to part the samples of a split.',
  fields: (t) => ({
    source: t.field({ type: SliceSourceType, resolve: ({ source }) => source }),
    column: t.exposeString('column', { nullable: true, description: 'Of COLUMN.' }),
    total: t.exposeInt('total', { description: 'Slices that there are; the 50 worst are kept.' }),
    slices: t.field({
      type: [SliceType],
      description: 'The worst first: by the better end of the interval of the first metric, so that what is bad beyond doubt comes before what may be so by chance.',
      args: { first: t.arg.int({ defaultValue: 20, description: 'At most 50.' }) },
      resolve: (slicing, { first }) => placed(slicing).slice(0, checked(first)),
    }),
  }),
});

const has = ({ result }: Evaluation) => result?.isScored === true;

builder.objectFields(EvaluationNode, (t) => ({
  slicings: t.field({
    type: [SlicingType],
    description: 'All ways to part the samples by what is known of them. Numbers are parted into five ranges of as many samples each, or by value where they have no more than eight; of names the 1,000 most frequent are looked at. Empty where the model scores no single samples.',
    args: { source: t.arg({ type: SliceSourceType }), column: t.arg.string({ description: 'Name of a column, with COLUMN.' }) },
    resolve: async (evaluation, { source, column }, { evaluations }) => {
      if (!has(evaluation)) return [];
      const all = await orGraphqlError(() => evaluations.slices(evaluation.id));
      return all.filter((slicing) => (source == null || slicing.source === source) && (column == null || slicing.column === column));
    },
  }),
  weakestSlices: t.field({
    type: [SliceType],
    description: 'The worst slices of all slicings, small ones left out.',
    args: { first: t.arg.int({ defaultValue: 10, description: 'At most 50.' }) },
    resolve: async (evaluation, { first }, { evaluations }) => {
      const [judging] = evaluation.result?.metrics ?? [];
      if (!has(evaluation) || !judging) return [];
      const all = (await orGraphqlError(() => evaluations.slices(evaluation.id))).flatMap(placed);
      return all.filter(({ count }) => count >= SMALL_SLICE).sort(worstFirst(withoutSplit(judging.name), judging.better ?? 'HIGHER')).slice(0, checked(first));
    },
  }),
}));

function checked(first: number | null | undefined): number {
  if (first == null) return MOST;
  if (first < 0 || first > MOST) throw badInput(`first must be from 0 to ${MOST}, not ${first}.`);
  return first;
}
