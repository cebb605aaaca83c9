import { type AppendedRecords, appendRecords } from '../../domain/datasets/append-records.ts';
import { sealDatasetVersion } from '../../domain/datasets/seal-dataset-version.ts';
import type { Dataset } from '../../domain/entities/dataset.ts';
import type { DatasetVersion } from '../../domain/entities/dataset-version.ts';
import { builder } from '../builder.ts';
import { callerOf, type Context } from '../context.ts';
import { localId } from '../global-id.ts';
import { openVersion } from '../loaders.ts';
import { answer, type Payload } from '../mutation.ts';
import { openClasses, type OpenVersion, openVersions, recordsLeftOut } from '../open-version-reads.ts';
import { DatasetNode, DatasetVersionNode } from '../refs.ts';
import { SplitInput } from './dataset-import.ts';
import { ClassCount, SplitType } from './dataset-version.ts';
import { UserErrorType } from './user-error.ts';

const OpenVersionType = builder.objectRef<OpenVersion>('OpenVersion').implement({
  description: 'Records that were appended to a dataset and wait to be sealed into its next version.',
  authScopes: { scope: ['READ', 'DATA'] },
  fields: (t) => ({
    recordCount: t.exposeInt('recordCount'),
    since: t.expose('since', { type: 'DateTime', nullable: true, description: 'When the oldest of them came.' }),
    lastRecordAt: t.expose('lastRecordAt', { type: 'DateTime', nullable: true }),
    classes: t.field({ type: [ClassCount], resolve: ({ datasetId }, _args, context) => openClasses(context, datasetId) }),
    leftOut: t.stringList({
      description: 'Keys of records that a seal could not add, at most 1,000, the oldest first: the version has other columns, or the image cannot be decoded. Append what fits under the same key.',
      resolve: ({ datasetId }, _args, context) => recordsLeftOut(context, datasetId),
    }),
  }),
});

const empty = ({ id }: Dataset): OpenVersion => ({ datasetId: id, recordCount: 0, since: null, lastRecordAt: null });
/** Read anew: one operation may append several times. */
const openNow = async (dataset: Dataset, context: Context) => (await openVersions(context, [dataset.id])).get(dataset.id) ?? empty(dataset);

builder.objectField(DatasetNode, 'openVersion', (t) =>
  t.field({ type: OpenVersionType, description: 'What appendRecords has gathered since the last seal.', resolve: async (dataset, _args, context) => (await openVersion(context).load(dataset.id)) ?? empty(dataset) }),
);

const RecordInput = builder.inputType('RecordInput', {
  description: "A sample: `key`, and the fields of the dataset's kind. IMAGE: imageUploadId; TEXT: text; TEXT_PAIR: source, target; TABULAR: features; INTERACTION: user, item, and value and time where there are.",
  fields: (t) => ({
    key: t.string({ required: true, description: 'Names the record within its dataset, for ever: what has been sent can be sent again. Of a record that a seal left out, another may take the key.' }),
    text: t.string(),
    source: t.string(),
    target: t.string(),
    features: t.field({ type: 'JSON', description: 'Column → number, text, boolean or null. A column that is not named is a missing value.' }),
    imageUploadId: t.id({ description: 'PNG, JPEG or WebP; an upload whose bytes have arrived.' }),
    user: t.string(),
    item: t.string(),
    value: t.float(),
    time: t.field({ type: 'DateTime' }),
    label: t.string(),
    subject: t.string({ description: 'The person that the record is about, pseudonymous; of an INTERACTION its user where absent.' }),
    split: t.field({ type: SplitType, description: 'Drawn when the version is sealed, where absent.' }),
  }),
});

const AppendRecordsInput = builder.inputType('AppendRecordsInput', {
  description: 'Records for a dataset.',
  fields: (t) => ({
    datasetId: t.id({ required: true }),
    records: t.field({ type: [RecordInput], required: true, description: '1 to 1,000; all are stored, or none.' }),
    newClasses: t.boolean({ description: 'Whether labels that the newest version does not have are taken; else they are faults.' }),
    idempotencyKey: t.string({ description: "Not needed: the records' keys do the same." }),
  }),
});

const AppendRecordsPayload = builder.objectRef<Payload<AppendedRecords>>('AppendRecordsPayload').implement({
  description: 'The records are stored.',
  authScopes: { scope: ['DATA'] },
  fields: (t) => ({
    openVersion: t.field({ type: OpenVersionType, nullable: true, resolve: (payload, _args, context) => payload.result && openNow(payload.result.dataset, context) }),
    accepted: t.int({ description: 'Stored by this call.', resolve: (payload) => payload.result?.accepted ?? 0 }),
    repeated: t.int({ description: 'Stored before, with the same content.', resolve: (payload) => payload.result?.repeated ?? 0 }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

builder.mutationField('appendRecords', (t) =>
  t.field({
    type: AppendRecordsPayload,
    description: 'Adds records to what gathers for the next version of a dataset. What is answered is stored.',
    authScopes: { scope: ['DATA'] },
    args: { input: t.arg({ type: AppendRecordsInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answer(() =>
        appendRecords(context, callerOf(context), {
          ...input,
          datasetId: localId('Dataset', input.datasetId),
          records: input.records.map((record) => ({ ...record, imageUploadId: record.imageUploadId && localId('Upload', record.imageUploadId) })),
        }),
      ),
  }),
);

const SealDatasetVersionInput = builder.inputType('SealDatasetVersionInput', {
  description: 'A dataset whose records are to become a version.',
  fields: (t) => ({
    datasetId: t.id({ required: true }),
    datasetVersionId: t.id({ description: 'The version that they are added to; null: the newest READY one. Without any, they are the first.' }),
    split: t.field({ type: SplitInput, description: 'Shares of the new records that name no split; older samples stay where they are.' }),
    idempotencyKey: t.string(),
  }),
});

const SealDatasetVersionPayload = builder.objectRef<Payload<{ datasetVersion: DatasetVersion }>>('SealDatasetVersionPayload').implement({
  description: 'The new version, IMPORTING.',
  authScopes: { scope: ['DATA'] },
  fields: (t) => ({
    datasetVersion: t.field({ type: DatasetVersionNode, nullable: true, resolve: (payload) => payload.result?.datasetVersion }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

builder.mutationField('sealDatasetVersion', (t) =>
  t.field({
    type: SealDatasetVersionPayload,
    description: 'Makes a new version of a READY one and the records that were appended up to now, and assesses its quality. Records that do not fit the version are left out, as its changes say. Where it fails, the records go back to the open version.',
    authScopes: { scope: ['DATA'] },
    args: { input: t.arg({ type: SealDatasetVersionInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answer(async () => ({
        datasetVersion: await sealDatasetVersion(context, callerOf(context), {
          idempotencyKey: input.idempotencyKey,
          datasetId: localId('Dataset', input.datasetId),
          datasetVersionId: input.datasetVersionId && localId('DatasetVersion', input.datasetVersionId),
          split: { validation: input.split?.validation ?? 0.1, test: input.split?.test ?? 0.1, seed: input.split?.seed ?? 0 },
        }),
      })),
  }),
);
