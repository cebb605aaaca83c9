import { Fault } from '../fault.ts';
import type { FlywheelRules } from './rules.ts';

/** As a person gives them; what is left out has a default. */
export interface RulesInput {
  readonly minimumFeedback: number;
  readonly metric: string;
  readonly minimumImprovement: number;
  readonly maximumClassDrop?: number | null | undefined;
  readonly cooldownSeconds?: number | null | undefined;
  readonly everySeconds?: number | null | undefined;
  readonly minimumSatisfaction?: number | null | undefined;
  readonly maximumDrift?: number | null | undefined;
  readonly weeklyTrainingSeconds?: number | null | undefined;
  readonly maximumTrainingSeconds?: number | null | undefined;
  readonly warmStart?: boolean | null | undefined;
  readonly clean?: boolean | null | undefined;
  readonly requireApproval?: boolean | null | undefined;
}

const METRIC = /^(?:test\/)?([a-z][a-z0-9_]{0,99})$/;
const WEEK = 7 * 24 * 3600;
const YEAR = 366 * 24 * 3600;

/** @throws Fault INVALID_INPUT that names the field and its range */
export function parseRules(input: RulesInput): FlywheelRules {
  const [, metric] = METRIC.exec(input.metric) ?? [];
  if (metric === undefined) throw new Fault('INVALID_INPUT', 'metric must name a metric of the test split, for example accuracy.', ['metric']);
  return {
    metric,
    minimumFeedback: within('minimumFeedback', input.minimumFeedback, 1, 1_000_000),
    minimumImprovement: within('minimumImprovement', input.minimumImprovement, 0, 1e9),
    maximumClassDrop: optional('maximumClassDrop', input.maximumClassDrop, 0, 1),
    cooldownSeconds: within('cooldownSeconds', input.cooldownSeconds ?? 0, 0, YEAR),
    everySeconds: optional('everySeconds', input.everySeconds, 60, YEAR),
    minimumSatisfaction: optional('minimumSatisfaction', input.minimumSatisfaction, 0, 1),
    maximumDrift: optional('maximumDrift', input.maximumDrift, 0.01, 100),
    weeklyTrainingSeconds: optional('weeklyTrainingSeconds', input.weeklyTrainingSeconds, 1, WEEK),
    maximumTrainingSeconds: optional('maximumTrainingSeconds', input.maximumTrainingSeconds, 1, YEAR),
    warmStart: input.warmStart ?? false,
    clean: input.clean ?? true,
    requireApproval: input.requireApproval ?? false,
  };
}

function within(field: keyof RulesInput, value: number, minimum: number, maximum: number): number {
  if (value >= minimum && value <= maximum) return value;
  throw new Fault('INVALID_INPUT', `${field} must be from ${minimum} to ${maximum}, not ${value}.`, [field]);
}

const optional = (field: keyof RulesInput, value: number | null | undefined, minimum: number, maximum: number) => (value == null ? null : within(field, value, minimum, maximum));
