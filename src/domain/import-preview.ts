import type { DatasetKind, SplitName } from '../plugin/index.ts';
import type { DataFormat, ImageFit, SplitShares, TableOptions } from './dataset-import.ts';

export const columnRoles = ['TEXT', 'SOURCE', 'TARGET', 'FEATURE', 'LABEL', 'SUBJECT', 'SPLIT', 'USER', 'ITEM', 'VALUE', 'TIME'] as const;
/** What a column of the files becomes in a sample. */
export type ColumnRole = (typeof columnRoles)[number];

export const imageChanges = ['SIZE', 'GRAY', 'ROTATION', 'TRANSPARENCY', 'DEPTH', 'INK', 'FRAMES'] as const;
/** What was done to an image besides decoding it. */
export type ImageChange = (typeof imageChanges)[number];

/** What an import of files would make, told from their beginnings; nothing is made. */
export interface ImportPreview {
  readonly files: readonly PreviewedFile[];
  /** Of tables; of texts what they are read as; of images none. */
  readonly columns: readonly PreviewedColumn[];
  /** The first ten; of images some of every class. */
  readonly samples: readonly PreviewedSample[];
  /** Of what was looked at; the most frequent first. */
  readonly classes: readonly PreviewedClass[];
  readonly images: PreviewedImages | undefined;
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
  /** It was guessed, and its letters speak against it. */
  readonly encodingInDoubt: boolean;
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
  /** False: the import leaves it out, because what it needs is missing. */
  readonly complete: boolean;
  readonly label: string | undefined;
  /** Undefined where it would be drawn. */
  readonly split: SplitName | undefined;
  readonly subject: string | undefined;
  /** As text, of each column in their order: as the import takes it, or as it stands where it is left out. Cut where it is long, with … at the end; null where it is missing. */
  readonly values: readonly (string | null)[];
  readonly picture: PreviewedPicture | undefined;
}

export interface PreviewedPicture {
  /** PNG, as the import would store it, in base64; scaled down to 128 pixels a side. */
  readonly png: string;
  /** As it came, upright. */
  readonly height: number;
  readonly width: number;
  readonly changes: readonly ImageChange[];
}

export interface PreviewedClass {
  /** Undefined: without one. */
  readonly label: string | undefined;
  readonly count: number;
}

/** What images would be brought to. */
export interface PreviewedImages {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly fit: ImageFit;
  /** Whether the size was asked for; else it is that of all images, or chosen by the rule. */
  readonly asked: boolean;
  /** Of the images that were measured; the most frequent first. */
  readonly sizes: readonly { readonly height: number; readonly width: number; readonly count: number }[];
  /** What would be done, and to how many of the images that were decoded. */
  readonly changes: readonly { readonly change: ImageChange; readonly count: number }[];
  /** Images that were decoded. */
  readonly decoded: number;
  /** Names of images that cannot be read, and what is wrong with them. */
  readonly unreadable: readonly string[];
}

export interface PreviewTask extends TableOptions {
  readonly kind: DatasetKind;
  readonly format: DataFormat;
  readonly split: SplitShares;
  readonly uploads: readonly { readonly id: string; readonly filename: string }[];
}

/** Looks into files in a process of its own, within bounds of time and memory. Rejects with a `Fault` where it cannot, and with the signal's reason. */
export interface ImportPreviewer {
  preview(task: PreviewTask, signal?: AbortSignal): Promise<ImportPreview>;
}
