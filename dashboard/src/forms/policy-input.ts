import type { Problem } from '../api/problems';
import { graphql } from '../gql';
import type { FlywheelPolicyFragment, FormAlgorithmFragment, SetFlywheelPolicyInput } from '../gql/graphql';
import { defaultsOf, enteredOf, isAlgorithmInput, numberProblems, unreadable, valuesOf, type Entered } from './hyperparameter-values';
import { numberIn } from './number-field';

export const flywheelPolicyFragment = graphql(`
  fragment FlywheelPolicy on FlywheelPolicy {
    id
    enabled
    revision
    actor
    changedAt
    dataset {
      id
    }
    algorithm
    hyperparameters
    minimumFeedback
    metric
    minimumImprovement
    maximumClassDrop
    cooldownSeconds
    everySeconds
    minimumSatisfaction
    maximumDrift
    weeklyTrainingSeconds
    maximumTrainingSeconds
    warmStart
    clean
    requireApproval
  }
`);

/** What stands in the form beside the hyper-parameters, as typed; empty where there is no such rule. */
export interface EnteredRules {
  readonly datasetId: string;
  readonly minimumFeedback: string;
  readonly everyHours: string;
  readonly satisfactionPercent: string;
  readonly cooldownMinutes: string;
  readonly metric: string;
  readonly minimumImprovement: string;
  readonly classDropPercent: string;
  readonly maximumDrift: string;
  readonly weeklyTrainingHours: string;
  readonly maximumTrainingSeconds: string;
  readonly warmStart: boolean;
  readonly clean: boolean;
  readonly requireApproval: boolean;
}

/** The form of a policy, or of one that is to be made. */
export function rulesOf(policy: FlywheelPolicyFragment | null, first: Pick<EnteredRules, 'datasetId' | 'metric'>): EnteredRules {
  if (!policy) {
    return { ...first, minimumFeedback: '100', everyHours: '', satisfactionPercent: '', cooldownMinutes: '0', minimumImprovement: '0', classDropPercent: '', maximumDrift: '', weeklyTrainingHours: '', maximumTrainingSeconds: '', warmStart: false, clean: true, requireApproval: false };
  }
  const { dataset, metric, minimumFeedback, minimumImprovement, warmStart, clean, requireApproval } = policy;
  return {
    datasetId: dataset.id, metric, warmStart, clean, requireApproval,
    minimumFeedback: String(minimumFeedback),
    everyHours: shown(policy.everySeconds, 1 / 3600),
    satisfactionPercent: shown(policy.minimumSatisfaction, 100),
    cooldownMinutes: shown(policy.cooldownSeconds, 1 / 60),
    minimumImprovement: String(minimumImprovement),
    classDropPercent: shown(policy.maximumClassDrop, 100),
    maximumDrift: shown(policy.maximumDrift, 1),
    weeklyTrainingHours: shown(policy.weeklyTrainingSeconds, 1 / 3600),
    maximumTrainingSeconds: shown(policy.maximumTrainingSeconds, 1),
  };
}

/** The hyper-parameters as the form has them. */
export const hyperparametersOf = (policy: FlywheelPolicyFragment | null, { hyperparameters }: FormAlgorithmFragment): Entered =>
  policy ? enteredOf(hyperparameters, policy.hyperparameters) : defaultsOf(hyperparameters);

/** The rules of the input for what stands in the form. */
export function policyInput(modelId: string, algorithm: FormAlgorithmFragment, entered: Entered, rules: EnteredRules): SetFlywheelPolicyInput {
  const input = { [algorithm.key]: valuesOf(algorithm.hyperparameters, entered) };
  if (!isAlgorithmInput(input)) throw new Error('An algorithm needs a key.');
  const { datasetId, metric, warmStart, clean, requireApproval } = rules;
  return {
    modelId, datasetId, algorithm: input, metric: metric.trim(), warmStart, clean, requireApproval,
    minimumFeedback: numberIn(rules.minimumFeedback) ?? 0,
    minimumImprovement: numberIn(rules.minimumImprovement) ?? 0,
    everySeconds: scaled(rules.everyHours, 3600),
    minimumSatisfaction: scaled(rules.satisfactionPercent, 0.01),
    cooldownSeconds: scaled(rules.cooldownMinutes, 60),
    maximumClassDrop: scaled(rules.classDropPercent, 0.01),
    maximumDrift: scaled(rules.maximumDrift, 1),
    weeklyTrainingSeconds: scaled(rules.weeklyTrainingHours, 3600),
    maximumTrainingSeconds: scaled(rules.maximumTrainingSeconds, 1),
  };
}

/** What in the form is no number where one is wanted. */
export function policyProblems(algorithm: FormAlgorithmFragment, entered: Entered, rules: EnteredRules): Problem[] {
  const numbers: readonly (readonly [field: string, text: string])[] = [
    ['minimumImprovement', rules.minimumImprovement], ['everySeconds', rules.everyHours], ['minimumSatisfaction', rules.satisfactionPercent],
    ['cooldownSeconds', rules.cooldownMinutes], ['maximumClassDrop', rules.classDropPercent], ['maximumTrainingSeconds', rules.maximumTrainingSeconds],
    ['maximumDrift', rules.maximumDrift], ['weeklyTrainingSeconds', rules.weeklyTrainingHours],
  ];
  return [...unreadable(algorithm.hyperparameters, entered), ...numberProblems('minimumFeedback', rules.minimumFeedback, true), ...numbers.flatMap(([field, text]) => numberProblems(field, text, false))];
}

/** Twelve digits, for 0.07 × 100 is 7.000000000000001. */
const shown = (value: number | null, factor: number) => (value === null ? '' : String(Number((value * factor).toPrecision(12))));

function scaled(text: string, factor: number): number | null {
  const value = numberIn(text);
  return value === undefined ? null : Number((value * factor).toPrecision(12));
}
