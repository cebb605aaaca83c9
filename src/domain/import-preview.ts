import type { DatasetKind, SplitName } from '../plugin/index.ts';
import type { DataFormat, TableOptions } from './dataset-import.ts';

export const columnRoles = ['TEXT', 'SOURCE', 'TARGET', 'FEATURE', 'LABEL', 'SUBJECT', 'SPLIT', 'USER', 'ITEM', 'VALUE', 'TIME'] as const;
/** What a column of the files becomes in a sample. */
export type ColumnRole = (typeof columnRoles)[number];

/** What an import of files would make, told from their beginnings; nothing is made. */
export interface ImportPreview {
  readonly files: readonly PreviewedFile[];
  /** Of tables; of other formats what they are read as. */
  readonly columns: readonly PreviewedColumn[];
  /** Names of `PreviewedSample.values`. */
  readonly sampleColumns: readonly string[];
  /** The first ten. */
  readonly samples: readonly PreviewedSample[];
  /** What would make the import fail, as far as the beginnings show it. */
  readonly faults: readonly string[];
  /** Whether everything was looked at. */
  readonly whole: boolean;
}

export interface PreviewedFile {
  /** Of the upload, or its path in an archive. */
  readonly name: string;
  /** What it is packed in; undefined where it is plain. */
  readonly packed: 'gzip' | 'zip' | 'tar' | undefined;
  /** Of text: `utf-8`, `utf-16le`, `windows-1252`, … */
  readonly encoding: string | undefined;
  /** Some lines are of another encoding. */
  readonly mixedEncodings: boolean;
  /** Between the fields of a table. */
  readonly delimiter: string | undefined;
  /** Whether fields may be in double quotes. */
  readonly quoted: boolean | undefined;
  /** Whether the first line names the columns. */
  readonly header: boolean | undefined;
  /** What its name tells. */
  readonly split: SplitName | undefined;
  /** Whether all of it was looked at. */
  readonly whole: boolean;
}

export interface PreviewedColumn {
  readonly name: string;
  /** None: the import leaves it out. */
  readonly roles: readonly ColumnRole[];
  /** Of features. */
  readonly type: 'NUMBER' | 'CATEGORY' | undefined;
}

export interface PreviewedSample {
  readonly file: string;
  /** From 1; of an archive's entry its place. */
  readonly row: number;
  /** Path in an archive. */
  readonly entry: string | undefined;
  readonly label: string | undefined;
  /** Undefined where it would be drawn. */
  readonly split: SplitName | undefined;
  readonly subject: string | undefined;
  /** As text, the first 1,000 characters; null where a value is missing. */
  readonly values: readonly (string | null)[];
}

export interface PreviewTask extends TableOptions {
  readonly kind: DatasetKind;
  readonly format: DataFormat;
  readonly uploads: readonly { readonly id: string; readonly filename: string }[];
}

/** Looks into files in a process of its own, within bounds of time and memory. Rejects with a `Fault` where it cannot. */
export interface ImportPreviewer {
  preview(task: PreviewTask): Promise<ImportPreview>;
}
