import type { DecisionNumber } from '../decision-number.ts';
import type { FlywheelCycleState } from '../entities/flywheel-cycle.ts';

/** A cycle came into a state. */
export interface FlywheelEventPayload {
  readonly cycleId: string;
  readonly state: FlywheelCycleState;
  readonly reason: string | null;
  /** That decided. */
  readonly numbers: readonly DecisionNumber[];
}
