import type { QualityCheck, QualityFinding } from '../../domain/quality-report.ts';
import type { SplitName } from '../../plugin/index.ts';

export type Severity = QualityFinding['severity'];

/** The highest severity whose threshold the value reaches (exceeds, for thresholds of 0); undefined where none. */
export function severityOf(value: number, levels: Record<Severity, number>): Severity | undefined {
  return (['ERROR', 'WARNING', 'INFO'] as const).find((severity) => (levels[severity] === 0 ? value > 0 : value >= levels[severity]));
}

/** A finding as a check tells it. */
export interface CheckFinding extends QualityFinding {
  /** In SQL: which of the samples that its check flagged its suggestion concerns; absent where none that is stored. */
  readonly flags?: string | undefined;
}

/** @param degree  what a dataset's own thresholds are held against, where there is no share of samples */
export const finding = (check: QualityCheck, severity: Severity, count: number, message: string, degree?: number): QualityFinding => ({ check, severity, count, message, ...(degree !== undefined && { degree }) });

/** What share of the samples that are needed is not there: the degree of too few. */
export const lacking = (count: number, needed: number): number => 1 - count / needed;

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
