import type { ExperimentMode } from '../entities/experiment.ts';
import { Fault, Faults } from '../fault.ts';
import type { CanaryRules, CanaryStep } from './canary-rules.ts';

export interface CanaryInput {
  readonly steps?: readonly CanaryStep[] | null | undefined;
  readonly minimumSubjects?: number | null | undefined;
  readonly maximumSatisfactionDrop?: number | null | undefined;
  readonly maximumErrorIncrease?: number | null | undefined;
  readonly promoteAtEnd?: boolean | null | undefined;
}

const HOUR = 3600;
const MOST_STEPS = 20;
const MOST_SECONDS = 90 * 24 * HOUR;

/** An hour each at 1 and 5 %, four at a quarter, a day at half; any harm that is certain rolls back. */
export const defaultCanary: CanaryRules = {
  steps: [{ share: 0.01, seconds: HOUR }, { share: 0.05, seconds: HOUR }, { share: 0.25, seconds: 4 * HOUR }, { share: 0.5, seconds: 24 * HOUR }],
  minimumSubjects: 20,
  maximumSatisfactionDrop: 0,
  maximumErrorIncrease: 0,
  promoteAtEnd: false,
};

/** Null for the other modes. */
export function parseCanary(mode: ExperimentMode, input: CanaryInput | null | undefined): CanaryRules | null {
  if (mode !== 'CANARY') {
    if (input) throw new Fault('INVALID_INPUT', `canary goes with mode CANARY, not with ${mode}; leave it out.`, ['canary']);
    return null;
  }
  const rules: CanaryRules = {
    steps: (input?.steps ?? defaultCanary.steps).map(({ share, seconds }) => ({ share, seconds })),
    minimumSubjects: input?.minimumSubjects ?? defaultCanary.minimumSubjects,
    maximumSatisfactionDrop: input?.maximumSatisfactionDrop ?? defaultCanary.maximumSatisfactionDrop,
    maximumErrorIncrease: input?.maximumErrorIncrease ?? defaultCanary.maximumErrorIncrease,
    promoteAtEnd: input?.promoteAtEnd ?? defaultCanary.promoteAtEnd,
  };
  const faults = [...stepFaults(rules.steps), ...boundFaults(rules)];
  if (faults.length > 0) throw new Faults(faults);
  return rules;
}

function stepFaults(steps: readonly CanaryStep[]): Fault[] {
  if (steps.length === 0 || steps.length > MOST_STEPS) return [fault(`steps must be 1 to ${MOST_STEPS}, not ${steps.length}.`, 'steps')];
  return steps.flatMap(({ share, seconds }, index) => {
    const before = steps[index - 1]?.share ?? 0;
    return [
      ...(share > before && share <= 1 ? [] : [fault(`share must be ${index === 0 ? 'more than 0' : `more than the ${before} of the step before`}, and at most 1; not ${share}.`, 'steps', String(index), 'share')]),
      ...(seconds > 0 && seconds <= MOST_SECONDS ? [] : [fault(`seconds must be more than 0 and at most ${MOST_SECONDS}, not ${seconds}.`, 'steps', String(index), 'seconds')]),
    ];
  });
}

function boundFaults({ minimumSubjects, maximumSatisfactionDrop, maximumErrorIncrease }: CanaryRules): Fault[] {
  const shares = { maximumSatisfactionDrop, maximumErrorIncrease };
  return [
    ...(minimumSubjects >= 1 && minimumSubjects <= 1_000_000 ? [] : [fault(`minimumSubjects must be from 1 to 1000000, not ${minimumSubjects}.`, 'minimumSubjects')]),
    ...Object.entries(shares).flatMap(([name, value]) => (value >= 0 && value < 1 ? [] : [fault(`${name} must be 0 or more and less than 1, not ${value}.`, name)])),
  ];
}

const fault = (message: string, ...path: string[]) => new Fault('INVALID_INPUT', message, ['canary', ...path]);
