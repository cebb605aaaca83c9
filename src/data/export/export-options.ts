import type { ExportFormat } from '../../domain/dataset-export.ts';
import type { DatasetDescription } from '../../plugin/index.ts';
import type { BlobStore } from '../../store/blob-store.ts';

export interface ExportOptions {
  readonly store: BlobStore;
  /** Key that the version lies below. */
  readonly version: string;
  readonly description: DatasetDescription;
  readonly format: ExportFormat;
  /** Of CSV: whether cells that a spreadsheet would run are escaped. */
  readonly spreadsheetSafe: boolean;
  /** Key below which the file is written; nothing is left there where the export fails. */
  readonly target: string;
  /** Of the file: letters, digits, `.`, `_` and `-`. */
  readonly fileName: string;
  /** 0 to 1. */
  onProgress(done: number): void;
  readonly signal: AbortSignal;
}

/** The version cannot be exported in this way; the message is for the person who asked. */
export class ExportFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ExportFault';
  }
}
