/** One step of a canary's schedule: the share that is served for so long, at least. */
export interface CanaryStep {
  /** 0 to 1; each step's is greater than the one before. */
  readonly share: number;
  /** At least; the share also waits for `minimumSubjects`. */
  readonly seconds: number;
}

/** How a canary grows, and what rolls it back. */
export interface CanaryRules {
  readonly steps: readonly CanaryStep[];
  /** Subjects whom the candidate has answered within a step before the share grows. */
  readonly minimumSubjects: number;
  /** Rolled back once the candidate's satisfaction is lower by more than this: the whole interval of the difference, 0 to 1. */
  readonly maximumSatisfactionDrop: number;
  /** Likewise, by how much more of its subjects' first generations may fail. */
  readonly maximumErrorIncrease: number;
  /** Whether the candidate becomes `production` when the last step is over; else the canary stays there until a person ends it. */
  readonly promoteAtEnd: boolean;
}

/**
 * Seconds after which a worker looks at a running canary again. Together with the second between two looks for what is due, and
 * the time of the counting, it stays below ROLLBACK_WITHIN_SECONDS.
 */
export const CHECK_SECONDS = 2;

/** What is promised: so long after the answer or rating that breaches a bound is stored, the candidate answers nobody, while a worker runs. */
export const ROLLBACK_WITHIN_SECONDS = 10;
