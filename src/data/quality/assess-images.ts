import type { QualityFinding, QualityReport } from '../../domain/quality-report.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import type { ImportedVersion } from '../import-options.ts';
import { VersionReader } from '../layout/version-reader.ts';
import { plural } from '../shown.ts';
import { classFindings } from './class-findings.ts';
import { equalPixelFindings } from './equal-pixel-findings.ts';
import { comparedBytes, findEqualPixels } from './equal-pixels.ts';
import { countPerClass, finding, percent, severityOf } from './finding.ts';
import { thresholds } from './thresholds.ts';

/**
 * Assesses an imported version by the checks and thresholds of `thresholds.ts`. Of the pixels only the hashes are read,
 * and 28 bytes per sample held.
 *
 * @param prefix  the key that the version was imported to
 * @param onProgress  0 to 1
 */
export async function assessImages(
  store: BlobStore, prefix: string, imported: Pick<ImportedVersion, 'corrupt'>, onProgress: (done: number) => void, signal: AbortSignal,
): Promise<QualityReport> {
  const reader = await VersionReader.open(store, prefix);
  const { manifest } = reader;
  const [hashes, labels, splits] = [await reader.hashes(comparedBytes), await reader.labels(), await reader.splits()];
  signal.throwIfAborted();
  onProgress(0.3);
  const samples = { manifest, classes: manifest.classes, counts: manifest.counts, labels, splits, perClass: countPerClass(manifest, splits, labels) };
  const found = findEqualPixels(hashes, splits, labels);
  signal.throwIfAborted();
  onProgress(0.9);
  const findings = [...corruptSamples(imported.corrupt, manifest.sampleCount), ...(await equalPixelFindings(found, samples, reader)), ...classFindings(samples)];
  onProgress(1);
  return { verdict: findings.some(({ severity }) => severity === 'ERROR') ? 'FAILED' : 'PASSED', findings };
}

function corruptSamples({ count, examples }: ImportedVersion['corrupt'], kept: number): QualityFinding[] {
  const share = count / (count + kept);
  const severity = severityOf(share, thresholds.corruptShare);
  if (severity === undefined) return [];
  return [finding('CORRUPT_SAMPLES', severity, count, `${plural(count, 'image')} (${percent(share)}) could not be decoded and were left out. For example ${examples.join('; ')}.`)];
}
