import { resolveCursorConnection, type ResolveCursorConnectionArgs } from '@pothos/plugin-relay';
import { type DatasetVersion } from '../../domain/entities/dataset-version.ts';
import { type ChangedSample, type SampleChange, sampleChanges } from '../../domain/samples.ts';
import { classesOf, type ComparedVersions, compareWith, diffOf, type SizeChange, sizesOf } from '../compared-versions.ts';
import { builder } from '../builder.ts';
import { checkPage, DEFAULT_PAGE, MAX_PAGE } from '../connection.ts';
import { localId } from '../global-id.ts';
import { DatasetVersionNode } from '../refs.ts';
import { decodePosition, encodePosition, lookInto } from '../samples.ts';
import { SplitType } from './dataset-version.ts';
import { SampleType } from './sample.ts';

const read = { authScopes: { scope: ['READ'] } } as const;

const SampleChangeType = builder.enumType('SampleChange', {
  description: 'How a sample differs between two versions. Samples of equal content are the same; of those that are several times in a version, as many as there are more.',
  values: Object.fromEntries(sampleChanges.map((change) => [change, { value: change, description: meaning(change) }])),
});

function meaning(change: SampleChange): string {
  switch (change) {
    case 'ADDED': return 'The version before lacks it.';
    case 'REMOVED': return 'The version lacks it.';
    case 'RELABELLED': return 'Both have it, with different labels.';
    case 'MOVED': return 'Both have it, in different splits.';
  }
}

const SplitChange = builder.objectRef<SizeChange<'TRAIN' | 'VALIDATION' | 'TEST'>>('SplitChange').implement({
  ...read,
  description: 'How large a split was and is.',
  fields: (t) => ({ split: t.field({ type: SplitType, resolve: ({ name }) => name }), before: t.exposeInt('before'), after: t.exposeInt('after') }),
});

const ClassChange = builder.objectRef<SizeChange<string | null>>('ClassChange').implement({
  ...read,
  description: 'How many samples of a class there were and are.',
  fields: (t) => ({ label: t.string({ nullable: true, description: 'Null: without a label.', resolve: ({ name }) => name }), before: t.exposeInt('before'), after: t.exposeInt('after') }),
});

const ChangedSampleType = builder.objectRef<ChangedSample>('ChangedSample').implement({
  ...read,
  description: 'A sample that differs between two versions.',
  fields: (t) => ({
    before: t.field({ type: SampleType, nullable: true, description: 'Null where it was added.', resolve: ({ before }) => before }),
    after: t.field({ type: SampleType, nullable: true, description: 'Null where it was removed.', resolve: ({ after }) => after }),
  }),
});

const ChangedSampleConnection = builder.connectionObject({ type: ChangedSampleType, name: 'ChangedSampleConnection', description: 'A page of samples that differ.' }, { name: 'ChangedSampleEdge', description: 'A sample that differs, in a list.' });

const DatasetVersionDiff = builder.objectRef<ComparedVersions>('DatasetVersionDiff').implement({
  ...read,
  description: 'A dataset version beside an earlier one. What it says of samples is found by comparing all of both, once; a million take a second or two.',
  fields: (t) => ({
    before: t.field({ type: DatasetVersionNode, resolve: ({ before }) => before.id }),
    after: t.field({ type: DatasetVersionNode, resolve: ({ after }) => after.id }),
    added: t.int({ description: 'Samples that the version before lacks.', resolve: async (compared, _args, context) => (await diffOf(context, compared)).added }),
    removed: t.int({ resolve: async (compared, _args, context) => (await diffOf(context, compared)).removed }),
    relabelled: t.int({ description: 'Samples in both, with different labels.', resolve: async (compared, _args, context) => (await diffOf(context, compared)).relabelled }),
    moved: t.int({ description: 'Samples in both, in different splits.', resolve: async (compared, _args, context) => (await diffOf(context, compared)).moved }),
    splits: t.field({ type: [SplitChange], resolve: ({ before, after }) => sizesOf(before.splits, after.splits, ({ split }) => split) }),
    classes: t.field({ type: [ClassChange], description: 'Of either version; samples without a label last, where there are any.', resolve: classesOf }),
    samples: t.connection(
      {
        type: ChangedSampleType,
        description: `By position in the version; of what was REMOVED, in the one before. At most ${MAX_PAGE} per page, keyset cursors.`,
        args: { change: t.arg({ type: SampleChangeType, required: true }) },
        resolve: (compared, { change, ...args }, context) => {
          checkPage(args);
          return resolveCursorConnection(
            { args, defaultSize: DEFAULT_PAGE, maxSize: MAX_PAGE, toCursor: ({ after, before }: ChangedSample) => encodePosition((after ?? before)?.position ?? 0) },
            async ({ before, after, limit, inverted }: ResolveCursorConnectionArgs) => {
              const page = { after: decodePosition(after), before: decodePosition(before), limit, inverted };
              await diffOf(context, compared);
              return [...(await lookInto(context, 2 * limit, (samples, gone) => samples.changed(compared.after.files, compared.before.files, change, page, gone)))];
            },
          );
        },
      },
      ChangedSampleConnection,
    ),
  }),
});

builder.objectField(DatasetVersionNode, 'diff', (t) =>
  t.field({
    type: DatasetVersionDiff,
    nullable: true,
    description: 'What became of another version. Null where there is none, or one of them is not read.',
    args: { parent: t.arg.id({ description: 'Any version of the same kind; null: the parent.' }) },
    resolve: (version: DatasetVersion, { parent }, context) => compareWith(context, version, parent == null ? version.parent?.id : localId('DatasetVersion', parent)),
  }),
);
