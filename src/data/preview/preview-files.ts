import type { SplitShares, TableOptions, DataFormat } from '../../domain/dataset-import.ts';
import type { ImportPreview } from '../../domain/import-preview.ts';
import type { DatasetKind } from '../../plugin/index.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import type { Upload } from '../upload-bytes.ts';
import { previewImages } from './preview-images.ts';

export interface PreviewFilesOptions extends TableOptions {
  readonly kind: DatasetKind;
  readonly format: DataFormat;
  readonly split: SplitShares;
  readonly uploads: readonly Upload[];
  readonly store: BlobStore;
  /** Of this machine, for files in progress; the caller removes it. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** What `importFiles` would make of the same files, told from their beginnings, whose bounds are in `look.ts` and `entry-look.ts`. What is wrong with them is told, not thrown. */
export async function previewFiles(options: PreviewFilesOptions): Promise<ImportPreview> {
  const { kind } = options;
  if (kind === 'IMAGE') return previewImages(options);
  // Loads DuckDB, which images do without.
  const { previewSamples } = await import('./preview-samples.ts');
  return previewSamples({ ...options, kind });
}
