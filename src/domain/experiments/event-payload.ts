import type { DecisionNumber } from '../decision-number.ts';
import type { ExperimentState } from '../entities/experiment.ts';

export const experimentEventKinds = ['STARTED', 'SHARE_GREW', 'ENDED'] as const;

/** A stored fact about an experiment. ENDED is the last. */
export interface ExperimentEventPayload {
  readonly kind: (typeof experimentEventKinds)[number];
  readonly state: ExperimentState;
  /** From then on. */
  readonly share: number;
  readonly actor: string;
  readonly reason: string | null;
  /** That decided. */
  readonly numbers: readonly DecisionNumber[];
}
