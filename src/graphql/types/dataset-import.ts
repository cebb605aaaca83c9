import { type ColumnRoles, type DataFormat, dataFormats, type ImageFit, imageFits, type ImageOptions, LARGEST_SIDE } from '../../domain/dataset-import.ts';
import type { ImportInput } from '../../domain/datasets/check-import.ts';
import { importDataset } from '../../domain/datasets/import-dataset.ts';
import type { DatasetVersion } from '../../domain/entities/dataset-version.ts';
import { Fault } from '../../domain/fault.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { localId } from '../global-id.ts';
import { answer, type Payload } from '../mutation.ts';
import { DatasetVersionNode } from '../refs.ts';
import { UserErrorType } from './user-error.ts';

export const DataFormatType = builder.enumType('DataFormat', {
  description: 'How the files of an import are written.',
  values: Object.fromEntries(dataFormats.map((format) => [format, { value: format, description: meaning(format) }])),
});

function meaning(format: DataFormat): string {
  switch (format) {
    case 'IDX': return "MNIST's format, plain or gzip; `train-*` and `t10k-*` name the splits, `*-images-*` and `*-labels-*` the parts.";
    case 'NPZ': return "NumPy's archives of arrays, as MedMNIST and Keras have them: uint8 images (count, height, width[, channels]), whole numbers as labels. `train_images`, `train_labels`, `val_…`, `test_…` (or `x_train`, `y_train`, …) name parts and splits.";
    case 'IMAGE_ARCHIVE': return 'zip or tar(.gz) of PNG, JPEG or WebP: a folder per class, optionally below a folder per split.';
    case 'TEXT_ARCHIVE': return 'zip or tar(.gz) of text files: a folder per class, optionally below a folder per split.';
    case 'TEXT_FILE': return 'Plain text, also gzip, for language models: a sample per paragraph, splits by position. All samples joined are the text.';
    case 'PARALLEL_TEXT': return 'Text files aligned by line, also gzip: `train.en`, `train.de`. The endings are the columns; `features` names the source, `target` the target.';
    case 'CSV': return 'Plain, gzip, or in zip or tar(.gz); the delimiter (, ; tab |) is found out. `train`, `val` or `test` in a file name, or a column `split`, names the split.';
    case 'TSV': return 'As CSV, with tabs.';
    case 'JSONL': return 'A JSON object per line; its keys are the columns. Plain, gzip, or in zip or tar(.gz), as all tables.';
    case 'PARQUET': return 'Columns with their types.';
  }
}

const ColumnsInput = builder.inputType('ColumnsInput', {
  description: 'Which columns are what, by name.',
  fields: (t) => ({
    features: t.stringList({ description: 'Text column, or feature columns; all others where absent.' }),
    categories: t.stringList({ description: 'Features that are names, though they look like numbers.' }),
    numbers: t.stringList({ description: 'Features that are numbers, even where no row has a value, or where they begin with zeros; with points or commas before fractions, the same in a column. Another value is a fault.' }),
    ignore: t.stringList({ description: 'Left out, and never guessed to be anything, as a number that each row has.' }),
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

export const SplitInput = builder.inputType('SplitInput', {
  description: 'Shares of samples, drawn per class with `seed`, where the files do not name the splits themselves.',
  fields: (t) => ({
    validation: t.float({ defaultValue: 0.1 }),
    test: t.float({ defaultValue: 0.1 }),
    seed: t.int({ defaultValue: 0 }),
  }),
});

function fitMeaning(fit: ImageFit): string {
  switch (fit) {
    case 'COVER': return 'Scaled until it covers the size; what is too much is cut off, on both sides alike.';
    case 'CONTAIN': return 'Scaled until it fits into the size; what is left is black, on both sides alike.';
    case 'STRETCH': return 'Stretched to the size.';
  }
}

export const ImageFitType = builder.enumType('ImageFit', {
  description: 'How an image of other proportions is brought to a size.',
  values: Object.fromEntries(imageFits.map((fit) => [fit, { value: fit, description: fitMeaning(fit) }])),
});

const ImageInput = builder.inputType('ImageInput', {
  description:
    'What images are brought to. Without height and width, images of one size stay as they are; images of several sizes are brought to the most frequent size, scaled down until no side is over 128 pixels, each side rounded to a multiple of 4. They are scaled by Lanczos-3. How many were converted is told by the finding CONVERTED_SAMPLES.',
  fields: (t) => ({
    height: t.int({ description: `1 to ${LARGEST_SIDE} pixels; with \`width\`.` }),
    width: t.int({ description: `1 to ${LARGEST_SIDE} pixels; with \`height\`.` }),
    channels: t.int({ description: '1 is gray, 3 is RGB. Where absent, gray where all images are.' }),
    fit: t.field({ type: ImageFitType, description: 'COVER where absent.' }),
  }),
});

export const ImportDatasetInput = builder.inputType('ImportDatasetInput', {
  description: 'Files that become a new version of a dataset.',
  fields: (t) => ({
    datasetId: t.id({ required: true }),
    uploadIds: t.idList({ required: true }),
    format: t.field({ type: DataFormatType, required: true }),
    encoding: t.string({ description: 'Of text files: a label of the WHATWG Encoding Standard, as windows-1251, iso-8859-2, shift_jis, euc-kr or gb18030. Where absent it is found out: UTF-8, UTF-16, else Windows-1252. A file that begins with a mark of UTF-8 or UTF-16 is that.' }),
    header: t.boolean({ description: 'Whether the first line of a table names its columns; guessed where absent. Without names they are column1, column2, …' }),
    columns: t.field({ type: ColumnsInput, description: 'Which columns are what; for tables; guessed where absent.' }),
    missingValues: t.stringList({ description: 'Words that stand for no value in cells of tables of rows and interactions, in any case of letters, besides empty cells. Where absent: NA, N/A, #N/A, <NA>, NaN, -NaN and null.' }),
    continuous: t.boolean({ description: 'The rows of a table of texts are pieces of one text, in their order, as language models learn from it.' }),
    image: t.field({ type: ImageInput, description: 'Size and colours of images; for datasets of kind IMAGE.' }),
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

/** Without the fields that are null. */
function imageOf(image: typeof ImageInput.$inferInput | null | undefined): ImageOptions | undefined {
  if (!image) return undefined;
  const { height, width, channels, fit } = image;
  const given = { ...(height != null && { height }), ...(width != null && { width }), ...(channels != null && { channels: checkChannels(channels) }), ...(fit != null && { fit }) };
  return Object.keys(given).length === 0 ? undefined : given;
}

/** The input as the domain takes it. @throws Fault */
export function importInputOf(input: typeof ImportDatasetInput.$inferInput): ImportInput {
  return {
    datasetId: localId('Dataset', input.datasetId),
    uploadIds: input.uploadIds.map((id) => localId('Upload', id)),
    format: input.format,
    encoding: input.encoding ?? undefined,
    header: input.header ?? undefined,
    columns: rolesOf(input.columns),
    missingValues: input.missingValues ?? undefined,
    continuous: input.continuous ?? undefined,
    image: imageOf(input.image),
    split: { validation: input.split?.validation ?? 0.1, test: input.split?.test ?? 0.1, seed: input.split?.seed ?? 0 },
  };
}

function checkChannels(channels: number): 1 | 3 {
  if (channels === 1 || channels === 3) return channels;
  throw new Fault('INVALID_INPUT', `image.channels must be 1 (gray) or 3 (RGB), not ${channels}.`, ['image', 'channels']);
}

builder.mutationField('importDataset', (t) =>
  t.field({
    type: ImportDatasetPayload,
    description: 'Makes a new version of a dataset from uploaded files, and assesses its quality.',
    authScopes: { scope: ['DATA'] },
    args: { input: t.arg({ type: ImportDatasetInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answer(async () => ({
        datasetVersion: await importDataset(context, callerOf(context), { ...importInputOf(input), idempotencyKey: input.idempotencyKey }),
      })),
  }),
);
