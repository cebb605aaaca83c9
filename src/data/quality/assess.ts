import type { QualityReport } from '../../domain/quality-report.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import type { ImportedVersion } from '../import-options.ts';
import { readSamplesManifest } from '../layout/samples-manifest.ts';
import { assessImages } from './assess-images.ts';

/**
 * Assesses an imported version by the checks and thresholds of `thresholds.ts`.
 *
 * @param prefix  the key that the version was imported to
 * @param onProgress  0 to 1
 */
export async function assess(store: BlobStore, prefix: string, imported: ImportedVersion, onProgress: (done: number) => void, signal: AbortSignal): Promise<QualityReport> {
  const { description } = imported;
  if (description.kind === 'IMAGE') return assessImages(store, prefix, imported, onProgress, signal);
  const { assessSamples } = await import('./assess-samples.ts');
  const { content } = await readSamplesManifest(store, prefix);
  const findings = await assessSamples(store, prefix, imported, description, content, onProgress, signal);
  onProgress(1);
  return { verdict: findings.some(({ severity }) => severity === 'ERROR') ? 'FAILED' : 'PASSED', findings };
}
