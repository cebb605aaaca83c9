import { resolveCursorConnection, type ResolveCursorConnectionArgs } from '@pothos/plugin-relay';
import type { DatasetVersion } from '../../domain/entities/dataset-version.ts';
import type { BrowsedSample, SampleContent, SampleFilter, SampleFinding, StoredVersionFiles } from '../../domain/samples.ts';
import { builder } from '../builder.ts';
import { chargeRows, checkPage, DEFAULT_PAGE, MAX_PAGE } from '../connection.ts';
import { badInput } from '../errors.ts';
import { orGraphqlError } from '../or-graphql-error.ts';
import { DatasetVersionNode } from '../refs.ts';
import { SplitType } from './dataset-version.ts';
import { QualityCheckType } from './quality-report.ts';

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
  fields: (t) => ({ text: t.exposeString('text'), isCut: t.exposeBoolean('isCut', { description: isCut }) }),
});

const TextPairSample = builder.objectRef<ContentOf<'TextPairSample'>>('TextPairSample').implement({
  ...read,
  description: 'Two texts.',
  fields: (t) => ({ source: t.exposeString('source'), target: t.exposeString('target'), isCut: t.exposeBoolean('isCut', { description: isCut }) }),
});

const RowSample = builder.objectRef<ContentOf<'RowSample'>>('RowSample').implement({
  ...read,
  description: 'A row of a table.',
  fields: (t) => ({ values: t.field({ type: 'JSON', description: 'Column → number, text, or null where the value is missing; the features, in their order.', resolve: ({ values }) => values }) }),
});

const InteractionSample = builder.objectRef<ContentOf<'InteractionSample'>>('InteractionSample').implement({
  ...read,
  description: 'Somebody chose something.',
  fields: (t) => ({
    user: t.exposeString('user'),
    item: t.exposeString('item'),
    value: t.exposeFloat('value', { nullable: true }),
    time: t.expose('time', { type: 'DateTime', nullable: true }),
  }),
});

const contents = [ImageSample, TextSample, TextPairSample, RowSample, InteractionSample];
const SampleContentType = builder.unionType('SampleContent', { description: "What is in a sample, by the dataset's kind.", types: contents, resolveType: ({ type }) => type });

const SampleOrigin = builder.objectRef<BrowsedSample['origin']>('SampleOrigin').implement({
  ...read,
  description: 'Where a sample comes from; it is kept through cleaning.',
  fields: (t) => ({
    file: t.exposeString('file', { description: 'As it was named when it was sent.' }),
    row: t.exposeInt('row', { description: 'Place in it, from 1.' }),
    entry: t.exposeString('entry', { nullable: true, description: 'Of an archive; the key of a record that was appended.' }),
  }),
});

const SampleFindingType = builder.objectRef<SampleFinding>('SampleFinding').implement({
  ...read,
  description: 'What a check of the quality assessment says of a sample.',
  fields: (t) => ({
    check: t.field({ type: QualityCheckType, resolve: ({ check }) => check }),
    detail: t.exposeString('detail', { nullable: true }),
    other: t.exposeInt('other', { nullable: true, description: 'Position of the sample that it is compared with.' }),
    score: t.exposeFloat('score', { nullable: true, description: 'Higher is worse.' }),
  }),
});

export const SampleType = builder.objectRef<BrowsedSample>('Sample').implement({
  ...read,
  description: 'One sample of a dataset version.',
  fields: (t) => ({
    position: t.exposeInt('position', { description: 'Its place in the version, from 0: with the version, what names it.' }),
    split: t.field({ type: SplitType, resolve: ({ split }) => split }),
    label: t.exposeString('label', { nullable: true }),
    subject: t.exposeString('subject', { nullable: true, description: 'The person that it is about.' }),
    content: t.field({ type: SampleContentType, resolve: ({ content, datasetVersionId }) => ({ ...content, datasetVersionId }) }),
    origin: t.field({ type: SampleOrigin, resolve: ({ origin }) => origin }),
    findings: t.field({ type: [SampleFindingType], resolve: ({ findings }) => [...findings] }),
  }),
});

const SampleFilterInput = builder.inputType('SampleFilterInput', {
  description: 'All that is given must hold.',
  fields: (t) => ({
    split: t.field({ type: SplitType }),
    label: t.string({ description: 'Class name.' }),
    unlabelled: t.boolean({ description: 'True: without a label; false: with one.' }),
    check: t.field({ type: QualityCheckType, description: 'What this check found.' }),
    contains: t.string({ description: 'Part of a text, of a category, of user or item, of the name of an image, in any case of letters; of numbers the value.' }),
    subject: t.string(),
  }),
});

/** A version without description is not read yet, or could not be. */
const filesOf = ({ id, description }: DatasetVersion): StoredVersionFiles | undefined => (description ? { id, description } : undefined);

function checked(filter: SampleFilter | null | undefined): SampleFilter {
  for (const [name, value] of Object.entries(filter ?? {})) {
    if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed() || value.length > 1000)) throw badInput(`filter.${name} must be a text of at most 1,000 characters, without NUL.`);
  }
  return filter ?? {};
}

const encodeCursor = (position: number) => Buffer.from(`sample:${position}`).toString('base64url');

function decodeCursor(cursor: string | null | undefined): number | undefined {
  if (cursor == null) return undefined;
  const [, position] = /^sample:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (position === undefined) throw badInput('The cursor is not one that this list gave.');
  return Number(position);
}

interface Asked {
  readonly version: StoredVersionFiles | undefined;
  readonly filter: SampleFilter;
}

const SampleConnection = builder.connectionObject(
  {
    type: SampleType,
    name: 'SampleConnection',
    description: 'A page of samples.',
    fields: (t) => ({
      totalCount: t.int({
        description: 'Samples that the filter lets through, of all pages.',
        resolve: (connection, _args, { samples }) => {
          const asked = asks.get(connection);
          return asked?.version ? orGraphqlError(() => samples.count(asked.version!, asked.filter)) : 0;
        },
      }),
    }),
  },
  { name: 'SampleEdge', description: 'A sample in a list.' },
);
/** What a page was asked for, so that its count needs not be made unless somebody wants it. */
const asks = new WeakMap<object, Asked>();

builder.objectField(DatasetVersionNode, 'samples', (t) =>
  t.connection(
    {
      type: SampleType,
      description: 'In the stored order; at most 100 per page, keyset cursors. Empty until the version is read.',
      args: { filter: t.arg({ type: SampleFilterInput }) },
      resolve: async (row, { filter: given, ...args }, { samples, em }) => {
        checkPage(args);
        chargeRows(em, args.first ?? args.last ?? DEFAULT_PAGE);
        const filter = checked(given);
        const version = filesOf(row);
        const connection = await resolveCursorConnection(
          { args, defaultSize: DEFAULT_PAGE, maxSize: MAX_PAGE, toCursor: (sample: BrowsedSample) => encodeCursor(sample.position) },
          async ({ before, after, limit, inverted }: ResolveCursorConnectionArgs) =>
            version ? await orGraphqlError(async () => [...(await samples.page(version, filter, { after: decodeCursor(after), before: decodeCursor(before), limit, inverted }))]) : [],
        );
        asks.set(connection, { version, filter });
        return connection;
      },
    },
    SampleConnection,
  ),
);
