import type { SampleSize } from './statistics/sample-size.ts';

/** What an experiment is to tell, stated when it starts. */
export interface ExperimentPlan {
  /** Of the intervals, for example 0.95. */
  readonly confidence: number;
  /** Probability that an effect of `minimumEffect` is seen, for example 0.8. */
  readonly power: number;
  /** Difference of the satisfied share that matters, 0 to 1. The intervals are narrowest about where it is decided. */
  readonly minimumEffect: number;
  /** The control's satisfied share at the start; null without ratings. */
  readonly baseline: number | null;
  /** Subjects with a rating that this takes; null without a baseline, or where no subject has the candidate. */
  readonly sampleSize: SampleSize | null;
}
