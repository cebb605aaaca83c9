import type { FlywheelCycleFragment, FlywheelCycleState } from '../../gql/graphql';
import type { FlywheelEvent } from '../../live/use-flywheel-events';

export const stepNames = ['Assess', 'Clean', 'Train', 'Evaluate', 'Decide'] as const;
export type StepName = (typeof stepNames)[number];

const stepOf: Readonly<Record<FlywheelCycleState, StepName>> = {
  ASSESSING: 'Assess',
  CLEANING: 'Clean',
  TRAINING: 'Train',
  EVALUATING: 'Evaluate',
  AWAITING_APPROVAL: 'Decide',
  PROMOTED: 'Decide',
  HELD: 'Decide',
  FAILED: 'Decide',
};

export interface CourseStep {
  readonly name: StepName;
  /** SKIPPED: the cycle went on, or ended, without it. */
  readonly state: 'WAITING' | 'NOW' | 'DONE' | 'SKIPPED';
  /** Of its last event. */
  readonly reason: string | null;
  readonly time: string | null;
}

type Cycle = Pick<FlywheelCycleFragment, 'id' | 'state' | 'reason' | 'finishedAt' | 'trainingRun' | 'candidateEvaluation'>;

/** Where a cycle stands in the row of steps, by what it made and came through; `events` may lag behind the cycle for a moment. */
export function courseOf(cycle: Cycle, events: readonly FlywheelEvent[]): CourseStep[] {
  const own = events.filter((event) => event.cycle.id === cycle.id);
  const made = new Set<StepName>(['Assess', ...(cycle.trainingRun ? ['Train' as const] : []), ...(cycle.candidateEvaluation ? ['Evaluate' as const] : [])]);
  const now = stepNames.indexOf(stepOf[cycle.state]);
  return stepNames.map((name, index) => {
    const event = own.findLast(({ state }) => stepOf[state] === name);
    const isNow = index === now;
    return { name, state: stateOf(index - now, event !== undefined || made.has(name), cycle.finishedAt !== null), reason: isNow ? cycle.reason : (event?.reason ?? null), time: event?.time ?? null };
  });
}

function stateOf(distance: number, wasTaken: boolean, isOver: boolean): CourseStep['state'] {
  if (distance === 0) return isOver ? 'DONE' : 'NOW';
  if (distance > 0) return 'WAITING';
  return wasTaken ? 'DONE' : 'SKIPPED';
}
