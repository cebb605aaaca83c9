import { FlywheelCycle, type FlywheelCycleState } from '../../domain/entities/flywheel-cycle.ts';
import type { FlywheelTrigger } from '../../domain/flywheel/rules.ts';
import { builder } from '../builder.ts';
import { DatasetVersionNode, EvaluationNode, FlywheelCycleNode, FlywheelPolicyNode, ModelVersionNode, TrainingRunNode } from '../refs.ts';
import { DecisionNumberType } from './decision-number.ts';

export const FlywheelCycleStateType = builder.enumType('FlywheelCycleState', {
  description: 'Where a cycle stands.',
  values: {
    ASSESSING: { description: 'Usable feedback becomes a dataset version, whose quality is assessed.' },
    CLEANING: { description: 'The version did not pass; it is cleaned by what its findings suggest, and assessed again.' },
    TRAINING: {},
    EVALUATING: { description: 'The candidate and what is in production are measured on the same test split.' },
    AWAITING_APPROVAL: { description: 'The candidate passed the gate; a person has to agree.' },
    PROMOTED: { description: 'The candidate is in production. An end.' },
    HELD: { description: 'Production stays; `reason` says why. An end.' },
    FAILED: { description: 'A step could not be taken; `reason` says why. An end.' },
  } satisfies Record<FlywheelCycleState, object>,
});

const FlywheelTriggerType = builder.enumType('FlywheelTrigger', {
  description: 'What set a cycle off.',
  values: {
    FEEDBACK: { description: 'Enough new usable feedback.' },
    SCHEDULE: { description: 'No cycle for as long as the policy says.' },
    SATISFACTION: { description: 'Satisfaction with production is too low beyond doubt.' },
    DRIFT: { description: 'What production answers is spread otherwise than what it learned from, beyond chance.' },
    PERSON: { description: '`turnFlywheel`.' },
  } satisfies Record<FlywheelTrigger, object>,
});

FlywheelCycleNode.implement({
  authScopes: { scope: ['READ'] },
  description: 'The wheel turns once.',
  isTypeOf: (value) => value instanceof FlywheelCycle,
  fields: (t) => ({
    policy: t.field({ type: FlywheelPolicyNode, resolve: (cycle) => cycle.policy.id }),
    number: t.exposeInt('number', { description: '1, 2, 3, … within the policy.' }),
    trigger: t.field({ type: FlywheelTriggerType, resolve: ({ trigger }) => trigger }),
    triggerNumbers: t.field({ type: [DecisionNumberType], description: 'That set it off.', resolve: ({ triggerNumbers }) => [...triggerNumbers] }),
    state: t.field({ type: FlywheelCycleStateType, resolve: ({ state }) => state }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why it stands there.' }),
    datasetVersion: t.field({ type: DatasetVersionNode, nullable: true, resolve: (cycle) => cycle.datasetVersion?.id }),
    trainingRun: t.field({ type: TrainingRunNode, nullable: true, resolve: (cycle) => cycle.trainingRun?.id }),
    candidate: t.field({ type: ModelVersionNode, nullable: true, resolve: (cycle) => cycle.candidate?.id }),
    baseline: t.field({ type: ModelVersionNode, nullable: true, description: 'In production when the candidate was measured; null where nothing was.', resolve: (cycle) => cycle.baseline?.id }),
    candidateEvaluation: t.field({ type: EvaluationNode, nullable: true, resolve: (cycle) => cycle.candidateEvaluation?.id }),
    baselineEvaluation: t.field({ type: EvaluationNode, nullable: true, resolve: (cycle) => cycle.baselineEvaluation?.id }),
    metric: t.string({ description: 'By which the gate compares: the values are of it, on the test split.', resolve: ({ rules }) => rules.metric }),
    candidateValue: t.float({ nullable: true, description: 'Of `metric`.', resolve: (cycle) => cycle.candidateValue }),
    baselineValue: t.float({ nullable: true, resolve: (cycle) => cycle.baselineValue }),
    numbers: t.field({ type: [DecisionNumberType], description: 'That decided.', resolve: ({ numbers }) => [...numbers] }),
    leavesDataOut: t.exposeBoolean('leavesDataOut', { description: 'What it added to the data does harm: the next cycle goes on without it, and its labels wait for review.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
  }),
});
