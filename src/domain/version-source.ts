import type { DataFormat, SplitShares, TableOptions } from './dataset-import.ts';
import type { CleaningStep } from './quality-report.ts';

/** What a dataset version is made of. */
export type VersionSource = ImportSource | CleaningSource | AppendSource | RelabelSource;

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
  /** Whether each step concerns only the samples of the findings that suggest it. Rows of earlier releases have none. */
  readonly suggestedOnly?: boolean;
}

/** The parent, if any, and records that were appended to the dataset. */
export interface AppendSource {
  readonly type: 'append';
  /** Number of the first record within the dataset, from 1. */
  readonly first: number;
  readonly count: number;
  /** Shares of the records that name no split. */
  readonly split: SplitShares;
}

/** The parent, with other labels. */
export interface RelabelSource {
  readonly type: 'relabel';
  /** Samples that were given a label; which, and what label, the rows of `sample_relabel` say. */
  readonly count: number;
  /** The API key that did it, by name. */
  readonly actor: string;
}
