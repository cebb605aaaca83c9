import { defineEntity, p } from '@mikro-orm/postgresql';
import type { DecisionNumber } from '../decision-number.ts';
import type { FlywheelEventPayload } from '../flywheel/event-payload.ts';
import { type FlywheelRules, flywheelTriggers } from '../flywheel/rules.ts';
import { createdAt, double, id } from './columns.ts';
import { DatasetVersion } from './dataset-version.ts';
import { Evaluation } from './evaluation.ts';
import { FlywheelPolicy } from './flywheel-policy.ts';
import { ModelVersion } from './model-version.ts';
import { Project } from './project.ts';
import { TrainingRun } from './training-run.ts';

export const flywheelCycleStates = ['ASSESSING', 'CLEANING', 'TRAINING', 'EVALUATING', 'AWAITING_APPROVAL', 'PROMOTED', 'HELD', 'FAILED'] as const;
export type FlywheelCycleState = (typeof flywheelCycleStates)[number];

const schema = defineEntity({
  name: 'FlywheelCycle',
  tableName: 'flywheel_cycle',
  uniques: [{ properties: ['policy', 'number'] }],
  indexes: [{ properties: ['policy', 'id'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    policy: () => p.manyToOne(FlywheelPolicy).ref(),
    /** 1, 2, 3, … within the policy. */
    number: p.integer(),
    trigger: p.enum(flywheelTriggers),
    /** That set it off. */
    triggerNumbers: p.json<readonly DecisionNumber[]>(),
    state: p.enum(flywheelCycleStates),
    /** Why it stands where it stands, for people. */
    reason: p.text().nullable(),
    /** Those of the policy when it began. */
    rules: p.json<FlywheelRules>(),
    algorithm: p.json<Readonly<Record<string, unknown>>>(),
    /** That the new dataset version goes on from; null: it is the first. */
    parent: () => p.manyToOne(DatasetVersion).ref().nullable(),
    datasetVersion: () => p.manyToOne(DatasetVersion).ref().nullable(),
    trainingRun: () => p.manyToOne(TrainingRun).ref().nullable(),
    candidate: () => p.manyToOne(ModelVersion).ref().nullable(),
    /** In production when the candidate was measured; null where nothing was. */
    baseline: () => p.manyToOne(ModelVersion).ref().nullable(),
    candidateEvaluation: () => p.manyToOne(Evaluation).ref().nullable(),
    baselineEvaluation: () => p.manyToOne(Evaluation).ref().nullable(),
    candidateValue: double().nullable(),
    baselineValue: double().nullable(),
    /** That decided. */
    numbers: p.json<readonly DecisionNumber[]>(),
    /** Whether the next cycle goes on from `parent` instead of this one's version, because what it added does harm. */
    leavesDataOut: p.boolean().default(false),
    createdAt: createdAt(),
    finishedAt: p.datetime(3).nullable(),
  },
});

/** The wheel turns once. A trigger allows no change after its end; one of a policy is unfinished at most. */
export class FlywheelCycle extends schema.class {
  isFinished(): boolean {
    return this.finishedAt !== null && this.finishedAt !== undefined;
  }
}
schema.setClass(FlywheelCycle);

const eventSchema = defineEntity({
  name: 'FlywheelEvent',
  tableName: 'flywheel_event',
  properties: {
    policy: () => p.manyToOne(FlywheelPolicy).primary().ref(),
    /** 1, 2, 3, … within the policy, without gaps. */
    number: p.integer().primary(),
    cycle: () => p.manyToOne(FlywheelCycle).ref(),
    payload: p.json<FlywheelEventPayload>(),
    time: p.datetime(3),
  },
});

export class FlywheelEvent extends eventSchema.class {}
eventSchema.setClass(FlywheelEvent);
