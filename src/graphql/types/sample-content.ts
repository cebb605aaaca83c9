import type { SampleContent } from '../../domain/samples.ts';
import { builder } from '../builder.ts';
import { badInput } from '../errors.ts';

type ContentOf<T extends SampleContent['type']> = Extract<SampleContent, { type: T }> & { readonly datasetVersionId: string };
const read = { authScopes: { scope: ['READ'] } } as const;
const SIDES = { least: 16, most: 2048 };

const ImageSample = builder.objectRef<ContentOf<'ImageSample'>>('ImageSample').implement({
  ...read,
  description: 'A picture.',
  fields: (t) => ({
    url: t.string({
      description: 'PNG. Signed; expires.',
      args: { maxSide: t.arg.int({ description: `Scales it down so that no side is longer: ${SIDES.least} to ${SIDES.most}. Null: pixel by pixel.` }) },
      resolve: ({ datasetVersionId, place }, { maxSide }, { urls, origin }) => {
        if (maxSide != null && (maxSide < SIDES.least || maxSide > SIDES.most)) throw badInput(`maxSide must be from ${SIDES.least} to ${SIDES.most}, not ${maxSide}.`);
        return urls.sampleImageUrl(origin, datasetVersionId, place, maxSide ?? undefined);
      },
    }),
    width: t.exposeInt('width', { description: 'Pixels.' }),
    height: t.exposeInt('height', { description: 'Pixels.' }),
  }),
});

const isCut = 'More follows, which is left out here; an export has it.';

const TextSample = builder.objectRef<ContentOf<'TextSample'>>('TextSample').implement({
  ...read,
  description: 'A text.',
  fields: (t) => ({ text: t.exposeString('text', { description: 'Its first 4,000 characters.' }), isCut: t.exposeBoolean('isCut', { description: isCut }) }),
});

const TextPairSample = builder.objectRef<ContentOf<'TextPairSample'>>('TextPairSample').implement({
  ...read,
  description: 'Two texts, the first 4,000 characters of each.',
  fields: (t) => ({ source: t.exposeString('source'), target: t.exposeString('target'), isCut: t.exposeBoolean('isCut', { description: isCut }) }),
});

const RowSample = builder.objectRef<ContentOf<'RowSample'>>('RowSample').implement({
  ...read,
  description: 'A row of a table.',
  fields: (t) => ({
    values: t.field({ type: 'JSON', description: 'Column → number, text, or null where the value is missing; the features, in their order.', resolve: ({ values }) => values }),
    isCut: t.exposeBoolean('isCut', { description: 'Whether a text among the values is longer than it is here (1,000 characters, fewer of many columns); an export has it.' }),
  }),
});

const InteractionSample = builder.objectRef<ContentOf<'InteractionSample'>>('InteractionSample').implement({
  ...read,
  description: 'Somebody chose something.',
  fields: (t) => ({
    user: t.exposeString('user'),
    item: t.exposeString('item'),
    value: t.exposeFloat('value', { nullable: true }),
    time: t.expose('time', { type: 'DateTime', nullable: true }),
    isCut: t.exposeBoolean('isCut', { description: isCut }),
  }),
});

export const SampleContentType = builder.unionType('SampleContent', {
  description: "What is in a sample, by the dataset's kind.",
  types: [ImageSample, TextSample, TextPairSample, RowSample, InteractionSample],
  resolveType: ({ type }) => type,
});
