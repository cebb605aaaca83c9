import type { DataFormat, DatasetKind } from '../gql/graphql';

const tables: readonly DataFormat[] = ['CSV', 'TSV', 'JSONL', 'PARQUET'];

/** Formats that a kind can be imported from. */
export const formatsOf: Readonly<Record<DatasetKind, readonly DataFormat[]>> = {
  IMAGE: ['IDX', 'IMAGE_ARCHIVE', 'NPZ'],
  TEXT: [...tables, 'TEXT_ARCHIVE', 'TEXT_FILE'],
  TEXT_PAIR: [...tables, 'PARALLEL_TEXT'],
  TABULAR: tables,
  INTERACTION: tables,
};

export const formatNames: Readonly<Record<DataFormat, string>> = {
  IDX: 'IDX (MNIST’s format)',
  IMAGE_ARCHIVE: 'Image archive',
  NPZ: 'NumPy’s arrays (npz)',
  TEXT_ARCHIVE: 'Archive of texts, a folder per class',
  TEXT_FILE: 'Plain text, for language models',
  PARALLEL_TEXT: 'Parallel text files',
  CSV: 'CSV',
  TSV: 'TSV',
  JSONL: 'JSON lines',
  PARQUET: 'Parquet',
};

const endings: readonly (readonly [RegExp, DataFormat])[] = [
  [/\.csv(\.gz)?$/i, 'CSV'],
  [/\.(tsv|tab)(\.gz)?$/i, 'TSV'],
  [/\.(jsonl|ndjson)(\.gz)?$/i, 'JSONL'],
  [/\.(parquet|pq)$/i, 'PARQUET'],
  [/\.npz$/i, 'NPZ'],
  [/\.(zip|tar|tgz|tar\.gz)$/i, 'TEXT_ARCHIVE'],
  [/\.(zip|tar|tgz|tar\.gz)$/i, 'IMAGE_ARCHIVE'],
  [/\.txt(\.gz)?$/i, 'TEXT_FILE'],
  [/\.[a-z]{2,3}(\.gz)?$/i, 'PARALLEL_TEXT'],
];

/** The format that files' names speak for, of those that the kind can have. */
export function formatOf(kind: DatasetKind, names: readonly string[]): DataFormat {
  const possible = formatsOf[kind];
  const found = endings.find(([ending, format]) => possible.includes(format) && names.length > 0 && names.every((name) => ending.test(name)));
  return found?.[1] ?? possible[0] ?? 'CSV';
}

/** Formats whose rows have columns that one may name. */
export const hasColumns = (format: DataFormat) => tables.includes(format) || format === 'PARALLEL_TEXT';
/** Formats whose files are text. */
export const isText = (format: DataFormat) => hasColumns(format) ? format !== 'PARQUET' : format === 'TEXT_ARCHIVE' || format === 'TEXT_FILE';
/** Formats whose first line may name the columns. */
export const mayHaveHeader = (format: DataFormat) => format === 'CSV' || format === 'TSV';
