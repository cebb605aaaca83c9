import type { DatasetDescription } from '../plugin/index.ts';
import type { ColumnRoles, DataFormat, ImageOptions, SplitShares } from './dataset-import.ts';

/** In which a version can be exported; each is one that it can be imported from again. */
export const exportFormats = ['CSV', 'JSONL', 'PARQUET', 'TEXT_FILE', 'IMAGE_ARCHIVE'] as const satisfies readonly DataFormat[];
export type ExportFormat = (typeof exportFormats)[number];

const tables = ['CSV', 'JSONL', 'PARQUET'] as const satisfies readonly ExportFormat[];

/** The formats that a version can be exported in. */
export function exportFormatsOf(description: DatasetDescription): readonly ExportFormat[] {
  if (description.kind === 'IMAGE') return ['IMAGE_ARCHIVE'];
  return description.kind === 'TEXT' && description.continuous === true ? ['TEXT_FILE', ...tables] : tables;
}

/** What to give `importDataset` with an exported file, so that the version that comes of it has the same digest. */
export interface Reimport {
  readonly format: DataFormat;
  readonly header?: true;
  readonly columns?: ColumnRoles;
  readonly missingValues?: readonly string[];
  readonly continuous?: true;
  readonly image?: ImageOptions;
  /** Nothing is drawn. */
  readonly split: SplitShares;
}

export interface ExportedFile {
  readonly key: string;
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
  readonly reimport: Reimport;
}
