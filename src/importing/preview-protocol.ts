import type { ImportPreview, PreviewTask } from '../domain/import-preview.ts';

/** All that a previewing process is told. */
export interface PreviewFiles extends Omit<PreviewTask, 'uploads'> {
  readonly type: 'preview-files';
  readonly storeFolder: string;
  /** Key of a folder for its work, which it makes. */
  readonly folder: string;
  readonly uploads: readonly { readonly filename: string; readonly key: string }[];
}

export type FromPreviewer =
  | { readonly type: 'previewed'; readonly preview: ImportPreview }
  /** What went wrong, for the log. */
  | { readonly type: 'error'; readonly message: string };

/** Both ends are ours and of one version; messages of another origin (a library's) are told apart by their type. */
export const isPreviewFiles = (value: unknown): value is PreviewFiles => typeof value === 'object' && value !== null && 'type' in value && value.type === 'preview-files';

export const isFromPreviewer = (value: unknown): value is FromPreviewer => typeof value === 'object' && value !== null && 'type' in value && (value.type === 'previewed' || value.type === 'error');
