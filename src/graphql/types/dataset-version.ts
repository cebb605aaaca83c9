import { dataFormats } from '../../domain/dataset-import.ts';
import { importDataset } from '../../domain/datasets/import-dataset.ts';
import { DatasetVersion, datasetVersionStatuses } from '../../domain/entities/dataset-version.ts';
import type { SplitName } from '../../plugin/index.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { localId } from '../global-id.ts';
import { answer, type Payload } from '../mutation.ts';
import { DatasetNode, DatasetVersionNode } from '../refs.ts';
import { QualityReportType } from './quality-report.ts';
import { UserErrorType } from './user-error.ts';

const DatasetVersionStatus = builder.enumType('DatasetVersionStatus', {
  description: 'Where a dataset version stands.',
  values: Object.fromEntries(datasetVersionStatuses.map((status) => [status, { value: status, description: statusMeaning(status) }])),
});

function statusMeaning(status: (typeof datasetVersionStatuses)[number]): string {
  switch (status) {
    case 'IMPORTING': return 'Its files are being read.';
    case 'ASSESSING': return 'Its quality is being assessed.';
    case 'READY': return 'Passed its quality assessment; may be trained on.';
    case 'REJECTED': return 'Failed its quality assessment.';
    case 'FAILED': return 'Could not be read; `failure` says why.';
  }
}

const SplitType = builder.enumType('Split', { values: ['TRAIN', 'VALIDATION', 'TEST'] as const satisfies SplitName[], description: 'What samples are used for.' });

const SplitCount = builder.objectRef<{ split: SplitName; count: number }>('SplitCount').implement({
  description: 'Samples in a split.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({ split: t.field({ type: SplitType, resolve: ({ split }) => split }), count: t.exposeInt('count') }),
});

const ClassCount = builder.objectRef<{ label: string; count: number }>('ClassCount').implement({
  description: 'Samples of a class, all splits together.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({ label: t.exposeString('label'), count: t.exposeInt('count') }),
});

DatasetVersionNode.implement({
  description: 'Immutable once READY or REJECTED.',
  authScopes: { scope: ['READ'] },
  isTypeOf: (value) => value instanceof DatasetVersion,
  fields: (t) => ({
    dataset: t.field({ type: DatasetNode, resolve: (version) => version.dataset.id }),
    number: t.exposeInt('number'),
    status: t.field({ type: DatasetVersionStatus, resolve: (version) => version.status }),
    failure: t.exposeString('failure', { nullable: true }),
    progress: t.exposeFloat('progress', { description: '0 to 1, while importing and assessing.' }),
    digest: t.exposeString('digest', { nullable: true, description: 'SHA-256 of the content, hex: the same samples give the same digest.' }),
    sampleCount: t.exposeInt('sampleCount', { nullable: true }),
    splits: t.field({ type: [SplitCount], resolve: (version) => version.splits }),
    classes: t.field({ type: [ClassCount], resolve: (version) => version.classes }),
    quality: t.field({ type: QualityReportType, nullable: true, resolve: (version) => version.quality }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

const DataFormatType = builder.enumType('DataFormat', {
  description: 'How the files of an import are written.',
  values: {
    IDX: { value: dataFormats[0], description: "MNIST's format, plain or gzip; `train-*` and `t10k-*` name the splits, `*-images-*` and `*-labels-*` the parts." },
    IMAGE_ARCHIVE: { value: dataFormats[1], description: 'zip or tar(.gz): a folder per class, optionally below a folder per split.' },
  },
});

const SplitInput = builder.inputType('SplitInput', {
  description: 'Shares of samples, drawn per class with `seed`, where the files do not name the splits themselves.',
  fields: (t) => ({
    validation: t.float({ defaultValue: 0.1 }),
    test: t.float({ defaultValue: 0.1 }),
    seed: t.int({ defaultValue: 0 }),
  }),
});

const ImportDatasetInput = builder.inputType('ImportDatasetInput', {
  description: 'Files that become a new version of a dataset.',
  fields: (t) => ({
    datasetId: t.id({ required: true }),
    uploadIds: t.idList({ required: true }),
    format: t.field({ type: DataFormatType, required: true }),
    split: t.field({ type: SplitInput }),
    idempotencyKey: t.string(),
  }),
});

const ImportDatasetPayload = builder.objectRef<Payload<{ datasetVersion: DatasetVersion }>>('ImportDatasetPayload').implement({
  description: 'The new version, IMPORTING.',
  authScopes: { scope: ['DATA'] },
  fields: (t) => ({
    datasetVersion: t.field({ type: DatasetVersionNode, nullable: true, resolve: (payload) => payload.result?.datasetVersion }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

builder.mutationField('importDataset', (t) =>
  t.field({
    type: ImportDatasetPayload,
    description: 'Makes a new version of a dataset from uploaded files, and assesses its quality.',
    authScopes: { scope: ['DATA'] },
    args: { input: t.arg({ type: ImportDatasetInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answer(async () => ({
        datasetVersion: await importDataset(context, callerOf(context), {
          ...input,
          datasetId: localId('Dataset', input.datasetId),
          uploadIds: input.uploadIds.map((id) => localId('Upload', id)),
          split: { validation: input.split?.validation ?? 0.1, test: input.split?.test ?? 0.1, seed: input.split?.seed ?? 0 },
        }),
      })),
  }),
);
