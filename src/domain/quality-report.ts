export const qualityChecks = [
  'MISSING_VALUES', 'DUPLICATES', 'NEAR_DUPLICATES', 'CONFLICTING_LABELS', 'LABEL_NOISE', 'SPLIT_LEAKAGE', 'SUBJECT_LEAKAGE', 'CLASS_IMBALANCE', 'OUTLIERS', 'CORRUPT_SAMPLES', 'CONVERTED_SAMPLES',
  'EMPTY_CLASSES', 'PERSONAL_DATA', 'DRIFT', 'TOO_FEW_SAMPLES',
] as const;
export type QualityCheck = (typeof qualityChecks)[number];

export const severities = ['INFO', 'WARNING', 'ERROR'] as const;

export const cleaningSteps = [
  'DROP_MISSING', 'IMPUTE_MISSING', 'DROP_DUPLICATES', 'DROP_NEAR_DUPLICATES', 'DROP_CONFLICTING_LABELS', 'DROP_MISLABELED', 'DROP_LEAKED', 'DROP_OUTLIERS', 'DROP_CORRUPT',
  'DROP_RARE_CLASSES', 'REDACT_PERSONAL_DATA',
] as const;
export type CleaningStep = (typeof cleaningSteps)[number];

/** A sample that a finding is about. */
export interface FoundSample {
  /** Its place in the version's stored order, from 0. */
  readonly position: number;
  /** The sample that it is compared with: of what it is a copy, for example. */
  readonly other?: number | undefined;
  /** What was found in it, in words. */
  readonly detail?: string | undefined;
}

export interface QualityFinding {
  readonly check: QualityCheck;
  /** ERROR fails the verdict. */
  readonly severity: (typeof severities)[number];
  /** Samples concerned. */
  readonly count: number;
  readonly message: string;
  /** Of what the message says that it is of, 0 to 1. */
  readonly share?: number | undefined;
  /** How far it goes, 0 to 1, where a share of samples does not say that: what a dataset's own thresholds are held against. */
  readonly degree?: number | undefined;
  /** Samples that were looked at, where not all of them were: count and share are of these. */
  readonly lookedAt?: number | undefined;
  /** The cleaning step that would mend it. */
  readonly suggestion?: CleaningStep | undefined;
  /** Some of the samples; all of them stand in the version's `findings.parquet`. */
  readonly examples?: readonly FoundSample[] | undefined;
}

/** From which share of samples on, or which degree, a finding of a check has a severity; 0: any, null: never. */
export interface QualityThreshold {
  readonly check: QualityCheck;
  readonly info: number | null;
  readonly warning: number | null;
  readonly error: number | null;
}

export interface QualityReport {
  readonly verdict: 'PASSED' | 'FAILED';
  readonly findings: readonly QualityFinding[];
  readonly cleaning?: readonly CleaningPreview[] | undefined;
}

/** What a cleaning step, taken alone, would do; of steps that would do something. */
export interface CleaningPreview {
  readonly step: CleaningStep;
  /** Samples that it would take away or change where it is named. */
  readonly count: number;
  /** Of them, those that findings suggest it for; null where none does. Absent in reports of earlier releases. */
  readonly suggested?: number | null | undefined;
}

/** Reports of earlier releases do not tell what is suggested apart: their versions are cleaned of all that a suggested step concerns. */
export function cleaningPreviews({ cleaning, findings }: QualityReport): CleaningPreview[] {
  const isSuggested = (step: CleaningStep) => findings.some(({ suggestion }) => suggestion === step);
  return (cleaning ?? []).map((preview) => ({ ...preview, suggested: preview.suggested === undefined && isSuggested(preview.step) ? preview.count : preview.suggested }));
}
