import type { ExportedFile, ExportFormat } from '../domain/dataset-export.ts';
import type { DatasetDescription } from '../plugin/index.ts';

/** All that an exporting process is told; it has no database to look anything up in. */
export interface ExportTask {
  readonly type: 'export';
  readonly storeFolder: string;
  /** Key of the version. */
  readonly version: string;
  readonly description: DatasetDescription;
  readonly format: ExportFormat;
  readonly spreadsheetSafe: boolean;
  /** Where in the store the file goes. */
  readonly target: string;
  readonly fileName: string;
}

export type ToExporter = ExportTask | { readonly type: 'stop' };

export type FromExporter =
  | { readonly type: 'progress'; readonly progress: number }
  | { readonly type: 'exported'; readonly file: ExportedFile }
  /** The message is for the person who asked. */
  | { readonly type: 'fault'; readonly message: string }
  /** Anything else that went wrong; the message is for the log. */
  | { readonly type: 'error'; readonly message: string };

/** Both ends are ours and of one version; messages of another origin (a library's) are told apart by their type. */
function hasType(value: unknown, types: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && types.includes(value.type);
}

export function isToExporter(value: unknown): value is ToExporter {
  return hasType(value, ['export', 'stop']);
}

export function isFromExporter(value: unknown): value is FromExporter {
  return hasType(value, ['progress', 'exported', 'fault', 'error']);
}
