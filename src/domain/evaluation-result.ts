import type { Better } from '../plugin/index.ts';

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

export interface ClassificationResult {
  readonly accuracy: Interval;
  readonly classes: readonly ClassResult[];
  /** Cells that are not 0, the most frequent first; at most 2,500. */
  readonly confusion: readonly ConfusionCell[];
  readonly calibration: readonly CalibrationBin[];
  /** Mean distance between confidence and accuracy, weighed by samples (expected calibration error; Guo et al. 2017), 0 to 1. */
  readonly calibrationError: number;
}

export interface EvaluatedMetric {
  /** In full: `test/accuracy`. */
  readonly name: string;
  readonly value: number;
  /** 95 % interval: Wilson's of a share of samples that are right, else from resamples of the split; null where single samples have no scores. */
  readonly low: number | null;
  readonly high: number | null;
  /** Null where nobody says. */
  readonly better: Better | null;
  /** Of a share of samples that are right: the statistic that is 1 of those, in the predictions' file. */
  readonly share: string | null;
}

/** A metric by which one model can be told to be better than another. */
export interface JudgingMetric {
  /** Without the split: `accuracy`. */
  readonly name: string;
  readonly better: Better;
}

/** What an evaluation found. */
export interface EvaluationResult {
  /** Samples that were scored: labelled ones, of classifiers; of models without scores all of the split. */
  readonly sampleCount: number;
  /** The first one is what parts of the split are sorted by. */
  readonly metrics: readonly EvaluatedMetric[];
  /** Whether single samples were scored, so that there are predictions, resamples and slices beside. */
  readonly isScored: boolean;
  /** Samples of the split whose content is in the training split that the model learned from; null where that cannot be told. */
  readonly seenInTraining: number | null;
  /** Of models that classify. */
  readonly classification: ClassificationResult | null;
}
