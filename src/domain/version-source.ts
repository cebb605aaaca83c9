import type { DataFormat, SplitShares, TableOptions } from './dataset-import.ts';
import type { CleaningStep } from './quality-report.ts';

/** What a dataset version is made of. */
export type VersionSource = ImportSource | CleaningSource;

/** Uploaded files. Rows of earlier releases have no `type`. */
export interface ImportSource extends TableOptions {
  readonly type?: 'import';
  readonly uploadIds: readonly string[];
  readonly format: DataFormat;
  readonly split: SplitShares;
}

/** The parent, cleaned. */
export interface CleaningSource {
  readonly type: 'clean';
  readonly steps: readonly CleaningStep[];
}
