import { defineEntity, p } from '@mikro-orm/postgresql';
import type { GenerationEventPayload, StoredOutput } from '../stored-output.ts';
import { createdAt, double, id } from './columns.ts';
import { Experiment, experimentArms } from './experiment.ts';
import { ModelVersion } from './model-version.ts';
import { Project } from './project.ts';

export const generationStates = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELED'] as const;
export type GenerationState = (typeof generationStates)[number];

const schema = defineEntity({
  name: 'Generation',
  tableName: 'generation',
  indexes: [{ properties: ['project', 'id'] }, { properties: ['modelVersion', 'id'] }, { properties: ['modelVersion', 'createdAt'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    modelVersion: () => p.manyToOne(ModelVersion).ref(),
    state: p.enum(generationStates).default('QUEUED'),
    failure: p.text().nullable(),
    /** Parsed, defaults included. */
    prompt: p.json<Record<string, unknown>>(),
    /** The person it is made for, pseudonymous. */
    subject: p.string().nullable(),
    outputs: p.json<StoredOutput[]>(),
    secondsTaken: double().nullable(),
    /** Whether the worker that took it last has a GPU. */
    onGpu: p.boolean().default(false),
    eventCount: p.integer().default(0),
    /** That chose the version; null where none ran, and where the caller named the version. `arm` and `stage` go with it. */
    experiment: () => p.manyToOne(Experiment).ref().nullable(),
    arm: p.enum(experimentArms).nullable(),
    /** Of the experiment, when it was asked for. */
    stage: p.integer().nullable(),
    /** The control's answer that this one of the candidate is compared with. Nobody is shown it, nor may rate it. */
    shadowOf: () => p.manyToOne(Generation).ref().nullable(),
    /** Of a shadow with the answer it was made beside, 0 to 1; null where they cannot be compared. */
    agreement: double().nullable(),
    createdAt: createdAt(),
    /** When a worker first took it. */
    startedAt: p.datetime(3).nullable(),
    finishedAt: p.datetime(3).nullable(),
  },
});

/** One use of a model version. */
export class Generation extends schema.class {}
schema.setClass(Generation);

const eventSchema = defineEntity({
  name: 'GenerationEvent',
  tableName: 'generation_event',
  properties: {
    generation: () => p.manyToOne(Generation).primary().ref(),
    /** 1, 2, 3, … within the generation, without gaps. */
    number: p.integer().primary(),
    payload: p.json<GenerationEventPayload>(),
    time: p.datetime(3),
  },
});

export class GenerationEvent extends eventSchema.class {}
eventSchema.setClass(GenerationEvent);
