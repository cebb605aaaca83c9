import type { ScoredSample } from '../../data/evaluations/predictions.ts';

/** Collects scored samples, and tells metrics of any resample of their blocks. */
export interface Measure {
  add(sample: ScoredSample, block: number): void;
  /** To be called after all samples were added. @param weights  how often each block counts. Metrics of which the resample says nothing are absent or NaN. */
  metrics(weights: ArrayLike<number>): Readonly<Record<string, number>>;
}
