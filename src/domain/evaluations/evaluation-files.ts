import type { PairedSamples } from './compare-evaluations.ts';
import type { Slicing } from './slices.ts';

/** A sample, and what the model made of it. */
export interface EvaluatedSample {
  /** In the dataset version. */
  readonly position: number;
  /** Of classifiers. */
  readonly classified: { readonly label: string; readonly predicted: string; readonly probability: number; readonly labelProbability: number } | null;
  /** Of others, where it is a text. */
  readonly output: string | null;
  /** Of classifiers the label's cross entropy in nats, of others the first metric of this sample alone, turned so that greater is worse; null where that has no value. */
  readonly badness: number | null;
}

/** Which samples are asked for; all that is given must hold. */
export interface EvaluatedSampleFilter {
  readonly label?: string | null | undefined;
  readonly predicted?: string | null | undefined;
  /** Of classifiers: true, those that it got wrong; false, those that it got right. */
  readonly wrong?: boolean | null | undefined;
}

/** Looks into the files of evaluations that SUCCEEDED and have scores. @throws Fault where they are gone, or a question takes too long. */
export interface EvaluationFiles {
  slices(evaluationId: string): Promise<readonly Slicing[]>;
  /** The worst first, from a place on. */
  worstSamples(evaluationId: string, filter: EvaluatedSampleFilter, page: { readonly offset: number; readonly limit: number }): Promise<readonly EvaluatedSample[]>;
  /** Metric, without the split → its value in each resample. */
  resamples(evaluationId: string): Promise<ReadonlyMap<string, Float64Array>>;
  /**
   * Sample by sample, of two evaluations on the same split.
   *
   * @param shares  metric, without the split → its statistic in either file
   * @returns undefined where they scored different samples
   */
  pairedSamples(evaluationId: string, baselineId: string, shares: ReadonlyMap<string, readonly [evaluated: string, baseline: string]>): Promise<PairedSamples | undefined>;
}
