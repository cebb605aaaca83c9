import type { Better } from '../../plugin/index.ts';
import type { PowerLaw } from './curve/power-law.ts';
import type { Estimate } from './curve/read-curve.ts';

/** What one run of a learning curve measured. */
export interface MeasuredPoint {
  readonly samples: number;
  readonly value: number;
}

/** A place of the fitted curve. */
export interface CurvePlace extends Estimate {
  readonly samples: number;
}

export interface FittedLearningCurve {
  /** Of the training split as it is. */
  readonly samples: number;
  readonly points: readonly MeasuredPoint[];
  /** Of the error: what is missing to 1 where more of the metric is better, else the metric itself. Null where the amounts are too few. */
  readonly law: PowerLaw | null;
  /** What a run on twice the data will measure. */
  readonly doubled: Estimate | null;
  /** What 1,000 samples more improve the metric by. */
  readonly thousandMore: Estimate | null;
}

export interface ClassCurve extends FittedLearningCurve {
  readonly label: string;
  /** Samples of the class that were measured on. */
  readonly support: number;
  /** What `thousandMore` of this class improves the accuracy of all by. */
  readonly overallGain: Estimate | null;
}

export interface LearningCurveResult extends FittedLearningCurve {
  readonly kind: 'LEARNING_CURVE';
  /** In full: `test/accuracy`. */
  readonly metric: string;
  readonly better: Better;
  /** From the smallest amount that was measured to four times the data. */
  readonly curve: readonly CurvePlace[];
  /** Of classifiers: recall, the class that gains most first. */
  readonly classes: readonly ClassCurve[];
}

export const sourceVerdicts = ['HELPS', 'HARMS', 'UNDECIDED'] as const;
export type SourceVerdict = (typeof sourceVerdicts)[number];

export interface SourceValue {
  readonly source: string;
  /** Of the training split. */
  readonly samples: number;
  /** Of the metric, trained without the source. */
  readonly without: number;
  /** How much better the model is with the source, in the metric's unit; below 0 where it is worse. */
  readonly gain: number;
  /** 95 % interval; null where nothing could be tested. */
  readonly low: number | null;
  readonly high: number | null;
  readonly verdict: SourceVerdict;
}

export interface SourceValuesResult {
  readonly kind: 'SOURCE_VALUES';
  readonly metric: string;
  readonly better: Better;
  /** Of the metric, trained on everything. */
  readonly value: number;
  /** The one that helps most first. */
  readonly sources: readonly SourceValue[];
}

export type StudyResult = LearningCurveResult | SourceValuesResult;
