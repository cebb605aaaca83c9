import type { QualityCheck, QualityFinding } from '../../domain/quality-report.ts';
import type { SplitName } from '../../plugin/index.ts';
import type { Manifest } from '../layout/manifest.ts';
import { splitNames } from '../split-words.ts';

export type Severity = QualityFinding['severity'];

/** The highest severity whose threshold the value reaches (exceeds, for thresholds of 0); undefined where none. */
export function severityOf(value: number, levels: Record<Severity, number>): Severity | undefined {
  return (['ERROR', 'WARNING', 'INFO'] as const).find((severity) => (levels[severity] === 0 ? value > 0 : value >= levels[severity]));
}

export const finding = (check: QualityCheck, severity: Severity, count: number, message: string): QualityFinding => ({ check, severity, count, message });

/** 0.0123 → 1.23 %. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value === 0 ? '0' : value.toPrecision(value >= 100 ? 3 : 2)} %`;
}

/** How many samples there are of what. */
export interface CountedSamples {
  readonly classes: readonly string[];
  readonly counts: Readonly<Record<SplitName, number>>;
  /** Samples per split and class: `perClass.TRAIN[2]`. */
  readonly perClass: Readonly<Record<SplitName, ArrayLike<number>>>;
}

/** What the checks of images look at; nothing in it grows by more than 28 bytes per sample. */
export interface AssessedSamples extends CountedSamples {
  readonly manifest: Manifest;
  /** Index into `splitNames`, per sample. */
  readonly splits: Uint8Array;
  /** Class index or -1, per sample. */
  readonly labels: Int32Array;
}

export function countPerClass(manifest: Manifest, splits: Uint8Array, labels: Int32Array): Record<SplitName, Uint32Array> {
  const counts = splitNames.map(() => new Uint32Array(manifest.classes.length));
  labels.forEach((label, position) => {
    if (label >= 0) counts[splits[position]!]![label]! += 1;
  });
  return { TRAIN: counts[0]!, VALIDATION: counts[1]!, TEST: counts[2]! };
}
