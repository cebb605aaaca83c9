import { resolveCursorConnection, type ResolveCursorConnectionArgs } from '@pothos/plugin-relay';
import type { BrowsedSample, SampleFilter, StoredVersionFiles } from '../../domain/samples.ts';
import { builder } from '../builder.ts';
import { checkPage, DEFAULT_PAGE, MAX_PAGE } from '../connection.ts';
import { badInput } from '../errors.ts';
import { DatasetVersionNode } from '../refs.ts';
import { COUNT_ROWS, decodePosition, encodePosition, filesOf, lookInto, sampleAt } from '../samples.ts';
import { SplitType } from './dataset-version.ts';
import { QualityCheckType } from './quality-report.ts';
import { SampleType } from './sample.ts';

const MAX_CHARACTERS = 1_000;

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

function checked(filter: SampleFilter | null | undefined): SampleFilter {
  for (const [name, value] of Object.entries(filter ?? {})) {
    if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed() || value.length > MAX_CHARACTERS)) {
      throw badInput(`filter.${name} must be a text of at most ${MAX_CHARACTERS} characters, without NUL.`);
    }
  }
  return filter ?? {};
}

interface Asked {
  readonly version: StoredVersionFiles | undefined;
  readonly filter: SampleFilter;
}

/** What a page was asked for, so that its count needs not be made unless somebody wants it. */
const asks = new WeakMap<object, Asked>();

const SampleConnection = builder.connectionObject(
  {
    type: SampleType,
    name: 'SampleConnection',
    description: 'A page of samples.',
    fields: (t) => ({
      totalCount: t.int({
        nullable: true,
        description: `Samples that the filter lets through, of all pages. Null, with an error, where counting them takes too long. Counts as ${COUNT_ROWS} rows of the operation.`,
        resolve: (connection, _args, context) => {
          const { version, filter } = asks.get(connection) ?? { version: undefined, filter: {} };
          return version ? lookInto(context, COUNT_ROWS, (samples, gone) => samples.count(version, filter, gone)) : 0;
        },
      }),
    }),
  },
  { name: 'SampleEdge', description: 'A sample in a list.' },
);

builder.objectField(DatasetVersionNode, 'samples', (t) =>
  t.connection(
    {
      type: SampleType,
      description: `In the stored order; at most ${MAX_PAGE} per page, keyset cursors. Empty until the version is read.`,
      args: { filter: t.arg({ type: SampleFilterInput }) },
      resolve: async (row, { filter: given, ...args }, context) => {
        checkPage(args);
        const filter = checked(given);
        const version = filesOf(row);
        const connection = await resolveCursorConnection(
          { args, defaultSize: DEFAULT_PAGE, maxSize: MAX_PAGE, toCursor: (sample: BrowsedSample) => encodePosition(sample.position) },
          async ({ before, after, limit, inverted }: ResolveCursorConnectionArgs) => {
            const page = { after: decodePosition(after), before: decodePosition(before), limit, inverted };
            return version ? [...(await lookInto(context, limit, (samples, gone) => samples.page(version, filter, page, gone)))] : [];
          },
        );
        asks.set(connection, { version, filter });
        return connection;
      },
    },
    SampleConnection,
  ),
);

builder.objectField(DatasetVersionNode, 'sample', (t) =>
  t.field({
    type: SampleType,
    nullable: true,
    description: 'The sample at a position; null where there is none.',
    args: { position: t.arg.int({ required: true }) },
    resolve: (row, { position }, context) => {
      const version = filesOf(row);
      return version ? sampleAt(context).load({ version, position }) : null;
    },
  }),
);
