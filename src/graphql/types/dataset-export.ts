import { type ExportFormat, exportFormats, exportFormatsOf } from '../../domain/dataset-export.ts';
import { DatasetExport, type ExportState, exportStates } from '../../domain/entities/dataset-export.ts';
import { exportDatasetVersion } from '../../domain/exports/export-dataset-version.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { localId } from '../global-id.ts';
import { answer, type Payload } from '../mutation.ts';
import { DatasetExportNode, DatasetVersionNode } from '../refs.ts';
import { UserErrorType } from './user-error.ts';

const ExportFormatType = builder.enumType('ExportFormat', {
  description: 'As what a dataset version can be exported. Each can be imported again, to the same digest.',
  values: Object.fromEntries(exportFormats.map((format) => [format, { value: format, description: formatMeaning(format) }])),
});

function formatMeaning(format: ExportFormat): string {
  switch (format) {
    case 'CSV': return 'UTF-8, commas, texts in quotes, empty where a value is missing.';
    case 'JSONL': return 'An object per line.';
    case 'PARQUET': return 'Columns with their types, compressed (Zstandard); DuckDB, pandas and Arrow open it.';
    case 'TEXT_FILE': return 'Of continuous texts: a zip of plain texts, one for each split.';
    case 'IMAGE_ARCHIVE': return 'Of images: a zip of PNG files, a folder per split, and in it a folder per class.';
  }
}

export const ExportStateType = builder.enumType('ExportState', {
  description: 'Where an export stands.',
  values: Object.fromEntries(exportStates.map((state) => [state, { value: state, description: stateMeaning(state) }])),
});

function stateMeaning(state: ExportState): string {
  switch (state) {
    case 'QUEUED': return 'Waits for a worker.';
    case 'RUNNING': return 'The file is being written.';
    case 'SUCCEEDED': return 'The file can be fetched.';
    case 'FAILED': return 'Could not be written; `failure` says why. Asked for again, it is tried again.';
    case 'EXPIRED': return 'The file was taken away. Asked for again, it is made again.';
  }
}

const keyOf = ({ state, expiresAt, key }: DatasetExport) => (state === 'SUCCEEDED' && (expiresAt?.getTime() ?? 0) > Date.now() ? key : null);

DatasetExportNode.implement({
  description: 'A dataset version as a file. There is one of each format, which is made once and kept for a day after it was asked for last.',
  authScopes: { scope: ['DATA'] },
  isTypeOf: (value) => value instanceof DatasetExport,
  fields: (t) => ({
    datasetVersion: t.field({ type: DatasetVersionNode, resolve: (row) => row.datasetVersion.id }),
    format: t.field({ type: ExportFormatType, resolve: (row) => row.format }),
    spreadsheetSafe: t.exposeBoolean('spreadsheetSafe', { description: 'Of CSV: whether cells that a spreadsheet would run are escaped.' }),
    state: t.field({ type: ExportStateType, resolve: (row) => row.state }),
    progress: t.exposeFloat('progress', { description: '0 to 1.' }),
    failure: t.exposeString('failure', { nullable: true }),
    fileName: t.exposeString('fileName'),
    sizeBytes: t.exposeFloat('sizeBytes', { nullable: true }),
    sha256: t.exposeString('sha256', { nullable: true, description: 'Hex.' }),
    url: t.string({
      nullable: true,
      description: 'Where the file can be fetched by a plain GET, without a key: signed, good for one to two hours. Null while there is no file.',
      resolve: (row, _args, { urls, origin }) => {
        const key = keyOf(row);
        return key && urls.fileUrl(origin, key);
      },
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true, description: 'When the file is taken away; put off by asking for the export again.' }),
    reimport: t.field({
      type: 'JSON', nullable: true,
      description: 'Fields of ImportDatasetInput: with them, the file is imported to a version of the same digest. Null while there is no file.',
      resolve: (row) => row.reimport,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
  }),
});

builder.objectField(DatasetVersionNode, 'exportFormats', (t) =>
  t.field({ type: [ExportFormatType], description: 'As what it can be exported; empty until it is read.', resolve: ({ description }) => (description ? [...exportFormatsOf(description)] : []) }),
);

builder.objectField(DatasetVersionNode, 'exports', (t) =>
  t.field({
    type: [DatasetExportNode],
    description: 'What was exported of it, the newest first; one of each format at most.',
    authScopes: { scope: ['DATA'] },
    resolve: (version, _args, { em }) => em.find(DatasetExport, { datasetVersion: version.id }, { orderBy: { id: 'desc' } }),
  }),
);

const ExportDatasetVersionInput = builder.inputType('ExportDatasetVersionInput', {
  description: 'A version that is READY or REJECTED, and as what it is wanted.',
  fields: (t) => ({
    datasetVersionId: t.id({ required: true }),
    format: t.field({ type: ExportFormatType, required: true }),
    spreadsheetSafe: t.boolean({ description: 'Of CSV; true where absent. Cells that a spreadsheet would run as formulas are escaped, which an import undoes; false: all cells as they are.' }),
  }),
});

const ExportDatasetVersionPayload = builder.objectRef<Payload<{ datasetExport: DatasetExport }>>('ExportDatasetVersionPayload').implement({
  description: 'The export: QUEUED, or as it was made before.',
  authScopes: { scope: ['DATA'] },
  fields: (t) => ({
    datasetExport: t.field({ type: DatasetExportNode, nullable: true, resolve: (payload) => payload.result?.datasetExport }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

builder.mutationField('exportDatasetVersion', (t) =>
  t.field({
    type: ExportDatasetVersionPayload,
    description: 'Writes a dataset version as one file, to be taken away. What was exported before is not written again. Needs DATA, since it hands out all of the data at once and takes space: READ looks at samples, page by page.',
    authScopes: { scope: ['DATA'] },
    args: { input: t.arg({ type: ExportDatasetVersionInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answer(async () => ({ datasetExport: await exportDatasetVersion(context, callerOf(context), { ...input, datasetVersionId: localId('DatasetVersion', input.datasetVersionId) }) })),
  }),
);
