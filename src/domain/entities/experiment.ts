import { defineEntity, p } from '@mikro-orm/postgresql';
import type { CanaryRules } from '../experiments/canary-rules.ts';
import type { ExperimentEventPayload } from '../experiments/event-payload.ts';
import type { ExperimentPlan } from '../experiments/plan.ts';
import { createdAt, double, id } from './columns.ts';
import { Model } from './model.ts';
import { ModelVersion } from './model-version.ts';
import { Project } from './project.ts';

export const experimentModes = ['SPLIT', 'SHADOW', 'CANARY'] as const;
export type ExperimentMode = (typeof experimentModes)[number];
export const experimentStates = ['RUNNING', 'STOPPED', 'CONCLUDED', 'ROLLED_BACK'] as const;
export type ExperimentState = (typeof experimentStates)[number];
export const experimentArms = ['CONTROL', 'CANDIDATE'] as const;
export type ExperimentArm = (typeof experimentArms)[number];
export const experimentDecisions = ['PROMOTE_CANDIDATE', 'KEEP_CONTROL'] as const;
export type ExperimentDecision = (typeof experimentDecisions)[number];

const schema = defineEntity({
  name: 'Experiment',
  tableName: 'experiment',
  indexes: [{ properties: ['model', 'id'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    model: () => p.manyToOne(Model).ref(),
    name: p.string(),
    mode: p.enum(experimentModes),
    state: p.enum(experimentStates).default('RUNNING'),
    /** What `production` stood on at the start. */
    control: () => p.manyToOne(ModelVersion).ref(),
    candidate: () => p.manyToOne(ModelVersion).ref(),
    /** Of the subjects, 0 to 1; it only grows. */
    share: double(),
    /** 1, counted up each time the share grows: within a stage both arms served at the same time in the same proportion. */
    stage: p.integer().default(1),
    /** Counts up with every change of share or state, so that whoever changes something says what they have seen. */
    revision: p.integer().default(1),
    plan: p.json<ExperimentPlan>(),
    /** Of CANARY alone. */
    canary: p.json<CanaryRules>().nullable(),
    /** Why it ended. */
    reason: p.text().nullable(),
    /** Of CONCLUDED alone. */
    decision: p.enum(experimentDecisions).nullable(),
    /** Name of the API key that started it. */
    actor: p.string(),
    eventCount: p.integer().default(0),
    createdAt: createdAt(),
    stageStartedAt: p.datetime(3),
    finishedAt: p.datetime(3).nullable(),
    /** Of a running canary: when a worker looks at it next. */
    nextCheckAt: p.datetime(3).nullable(),
  },
});

/** Two versions of a model that serve at the same time. A trigger allows no change after its end; one of a model is RUNNING at most. */
export class Experiment extends schema.class {
  isRunning(): boolean {
    return this.state === 'RUNNING';
  }
}
schema.setClass(Experiment);

const eventSchema = defineEntity({
  name: 'ExperimentEvent',
  tableName: 'experiment_event',
  properties: {
    experiment: () => p.manyToOne(Experiment).primary().ref(),
    /** 1, 2, 3, … within the experiment, without gaps. */
    number: p.integer().primary(),
    payload: p.json<ExperimentEventPayload>(),
    time: p.datetime(3),
  },
});

export class ExperimentEvent extends eventSchema.class {}
eventSchema.setClass(ExperimentEvent);
