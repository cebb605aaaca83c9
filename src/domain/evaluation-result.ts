/** A share with its 95 % interval (Wilson 1927). */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface ClassResult {
  readonly label: string;
  /** Samples of the class. */
  readonly support: number;
  /** Samples that were taken for it. */
  readonly predicted: number;
  /** Null where nothing was taken for it. */
  readonly precision: Interval | null;
  /** Null where there is no sample of it. */
  readonly recall: Interval | null;
  readonly f1: number;
}

/** How often samples of a class were taken for another, or for itself. */
export interface ConfusionCell {
  readonly label: string;
  readonly predicted: string;
  readonly count: number;
}

/** Samples whose prediction was about as sure. */
export interface CalibrationBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Mean probability of what was predicted. */
  readonly confidence: number;
  readonly accuracy: number;
}

export interface WorstSample {
  /** Its place in the dataset version, from 0. */
  readonly position: number;
  readonly label: string;
  readonly predicted: string;
  /** Of its label. */
  readonly probability: number;
}

export interface ClassificationResult {
  readonly accuracy: Interval;
  readonly classes: readonly ClassResult[];
  /** Cells that are not 0, the most frequent first; at most 2,500. */
  readonly confusion: readonly ConfusionCell[];
  readonly calibration: readonly CalibrationBin[];
  /** Mean distance between confidence and accuracy, weighed by samples (expected calibration error; Guo et al. 2017), 0 to 1. */
  readonly calibrationError: number;
  /** Those whose label was held least probable. */
  readonly worst: readonly WorstSample[];
}

/** What an evaluation found. */
export interface EvaluationResult {
  /** Labelled samples, of classifiers; else all of the split. */
  readonly sampleCount: number;
  /** By full name: `test/accuracy`. */
  readonly metrics: readonly { readonly name: string; readonly value: number }[];
  /** Of models that classify. */
  readonly classification: ClassificationResult | null;
}
