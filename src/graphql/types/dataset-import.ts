import { type ColumnRoles, type DataFormat, dataFormats } from '../../domain/dataset-import.ts';
import { importDataset } from '../../domain/datasets/import-dataset.ts';
import type { DatasetVersion } from '../../domain/entities/dataset-version.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { localId } from '../global-id.ts';
import { answer, type Payload } from '../mutation.ts';
import { DatasetVersionNode } from '../refs.ts';
import { UserErrorType } from './user-error.ts';

const DataFormatType = builder.enumType('DataFormat', {
  description: 'How the files of an import are written.',
  values: Object.fromEntries(dataFormats.map((format) => [format, { value: format, description: meaning(format) }])),
});

function meaning(format: DataFormat): string {
  switch (format) {
    case 'IDX': return "MNIST's format, plain or gzip; `train-*` and `t10k-*` name the splits, `*-images-*` and `*-labels-*` the parts.";
    case 'IMAGE_ARCHIVE': return 'zip or tar(.gz): a folder per class, optionally below a folder per split.';
    case 'TEXT_ARCHIVE': return 'zip or tar(.gz) of text files: a folder per class, optionally below a folder per split.';
    case 'TEXT_FILE': return 'Plain text, also gzip, for language models: a sample per paragraph, splits by position. All samples joined are the text.';
    case 'PARALLEL_TEXT': return 'Text files aligned by line, also gzip: `train.en`, `train.de`. The endings are the columns; `features` names the source, `target` the target.';
    case 'CSV': return 'Plain, gzip or in zip; the delimiter (, ; tab |) is found out. `train`, `val` or `test` in a file name, or a column `split`, names the split.';
    case 'TSV': return 'As CSV, with tabs.';
    case 'JSONL': return 'A JSON object per line; its keys are the columns.';
    case 'PARQUET': return 'Columns with their types.';
  }
}

const ColumnsInput = builder.inputType('ColumnsInput', {
  description: 'Which columns are what, by name.',
  fields: (t) => ({
    features: t.stringList({ description: 'Text column, or feature columns; all others where absent.' }),
    categories: t.stringList({ description: 'Features that are names, though they look like numbers.' }),
    label: t.string(),
    target: t.string({ description: 'Target text of a pair.' }),
    subject: t.string({ description: 'The person that a row is about, for export and erasure.' }),
    split: t.string({ description: 'Says train, validation or test in each row. A column called split is taken without being named.' }),
    user: t.string(),
    item: t.string(),
    value: t.string({ description: 'Of an interaction, for example a rating.' }),
    time: t.string({ description: 'Of an interaction: seconds or milliseconds since 1970, or a date as ISO 8601 writes it.' }),
  }),
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
    header: t.boolean({ description: 'Whether the first line of a table names its columns; guessed where absent. Without names they are column1, column2, …' }),
    columns: t.field({ type: ColumnsInput, description: 'Which columns are what; for tables; guessed where absent.' }),
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

/** Without the fields that are null: absent and null mean the same. */
function rolesOf(columns: typeof ColumnsInput.$inferInput | null | undefined): ColumnRoles | undefined {
  const given = Object.entries(columns ?? {}).filter(([, names]) => names !== null && names !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

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
          header: input.header ?? undefined,
          columns: rolesOf(input.columns),
          split: { validation: input.split?.validation ?? 0.1, test: input.split?.test ?? 0.1, seed: input.split?.seed ?? 0 },
        }),
      })),
  }),
);
