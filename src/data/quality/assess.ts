import type { QualityReport } from '../../domain/quality-report.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import type { ImportedVersion } from '../import-options.ts';
import { assessImages } from './assess-images.ts';

/**
 * Assesses an imported version by the checks and thresholds of `thresholds.ts`.
 *
 * @param prefix  the key that the version was imported to
 * @param onProgress  0 to 1
 */
export async function assess(store: BlobStore, prefix: string, imported: ImportedVersion, onProgress: (done: number) => void, signal: AbortSignal): Promise<QualityReport> {
  return assessImages(store, prefix, imported, onProgress, signal);
}
