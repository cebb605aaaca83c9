export const qualityChecks = [
  'MISSING_VALUES', 'DUPLICATES', 'CONFLICTING_LABELS', 'SPLIT_LEAKAGE', 'CLASS_IMBALANCE', 'CORRUPT_SAMPLES', 'EMPTY_CLASSES', 'TOO_FEW_SAMPLES',
] as const;
export type QualityCheck = (typeof qualityChecks)[number];

export const severities = ['INFO', 'WARNING', 'ERROR'] as const;

export interface QualityFinding {
  readonly check: QualityCheck;
  /** ERROR fails the verdict. */
  readonly severity: (typeof severities)[number];
  /** Samples concerned. */
  readonly count: number;
  readonly message: string;
}

export interface QualityReport {
  readonly verdict: 'PASSED' | 'FAILED';
  readonly findings: readonly QualityFinding[];
}
