import type { QualityFinding } from '../../domain/quality-report.ts';
import type { VersionReader } from '../layout/version-reader.ts';
import { plural, shown } from '../shown.ts';
import { splitNames } from '../split-words.ts';
import type { EqualPixels, EqualPixelsFound } from './equal-pixels.ts';
import { finding, percent, severityOf, type AssessedSamples } from './finding.ts';
import { thresholds } from './thresholds.ts';

/** DUPLICATES, CONFLICTING_LABELS and SPLIT_LEAKAGE. */
export async function equalPixelFindings(found: EqualPixelsFound, samples: AssessedSamples, reader: VersionReader): Promise<QualityFinding[]> {
  const findings: QualityFinding[] = [];
  const { sampleCount, classes, counts } = samples.manifest;
  const { duplicates, conflicting, leaked } = found;
  const exampleOf = async ({ example }: EqualPixels) => (example === undefined ? '' : ` For example ${await sampleName(reader, example[0])} and ${await sampleName(reader, example[1])}`);

  const copies = duplicates.count / sampleCount;
  const duplicateSeverity = severityOf(copies, thresholds.duplicateShare);
  if (duplicateSeverity !== undefined) {
    findings.push(finding('DUPLICATES', duplicateSeverity, duplicates.count, `${plural(duplicates.count, 'sample')} (${percent(copies)}) repeat another of the same split and label, pixel for pixel.${await exampleOf(duplicates)}.`));
  }

  const labelled = samples.labels.reduce((sum, label) => sum + (label >= 0 ? 1 : 0), 0);
  const conflicts = conflicting.count / Math.max(1, labelled);
  const conflictSeverity = severityOf(conflicts, thresholds.conflictShare);
  if (conflictSeverity !== undefined) {
    const names = conflicting.example!.map((position) => shown(classes[samples.labels[position]!]!));
    findings.push(finding('CONFLICTING_LABELS', conflictSeverity, conflicting.count, `${plural(conflicting.count, 'labelled sample')} (${percent(conflicts)}) have the same pixels as one of another label.${await exampleOf(conflicting)}: ${names.join(' and ')}.`));
  }

  for (const split of ['VALIDATION', 'TEST'] as const) {
    const kind = leaked[splitNames.indexOf(split)]!;
    if (kind.count === 0) continue;
    const share = kind.count / counts[split];
    const severe = kind.count >= thresholds.leakedLeast && share >= thresholds.leakedShare[split];
    findings.push(finding('SPLIT_LEAKAGE', severe ? 'ERROR' : 'WARNING', kind.count, `${plural(kind.count, 'sample')} of ${split} (${percent(share)}) have a copy in an earlier split, pixel for pixel, so ${split} measures memory.${await exampleOf(kind)}.`));
  }
  return findings;
}

async function sampleName(reader: VersionReader, position: number): Promise<string> {
  const { source, place, name } = await reader.originOf(position);
  return name === undefined ? `image ${place} of ${shown(source)} (counted from 0)` : `"${shown(name)}" of ${shown(source)}`;
}
