import { defineEntity, p } from '@mikro-orm/postgresql';
import { precisions, type Progress } from '../../plugin/index.ts';
import { type BalancedClass, classBalances } from '../class-balance.ts';
import type { ComputeInfo } from '../compute-info.ts';
import type { TrainingSubset } from '../training-subset.ts';
import { createdAt, double, id } from './columns.ts';
import { DatasetVersion } from './dataset-version.ts';
import { Model } from './model.ts';
import { ModelVersion } from './model-version.ts';
import { Project } from './project.ts';

export const trainingRunStates = ['QUEUED', 'STARTING', 'RUNNING', 'CANCELING', 'SUCCEEDED', 'FAILED', 'CANCELED'] as const;
export type TrainingRunState = (typeof trainingRunStates)[number];

export interface StoredProgress extends Progress {
  readonly samplesPerSecond: number | null;
  readonly secondsLeft: number | null;
  /** 0 to 1: how much of the time training waited for its next batch. Absent in what an earlier release has stored. */
  readonly dataWaitShare?: number | null;
}

const schema = defineEntity({
  name: 'TrainingRun',
  tableName: 'training_run',
  indexes: [{ properties: ['project', 'id'] }, { properties: ['state'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    name: p.string(),
    state: p.enum(trainingRunStates).default('QUEUED'),
    /** Counts up each time a worker takes the run; every write of a trainer names it, so a lost worker's writes are refused. */
    attempt: p.integer().default(0),
    failure: p.text().nullable(),
    pendingReason: p.text().nullable(),
    /** A plugin's key. */
    algorithm: p.string(),
    pluginVersion: p.string(),
    /** Complete, defaults included. */
    hyperparameters: p.json<Record<string, unknown>>(),
    seed: p.integer(),
    precision: p.enum(precisions).default('FLOAT32'),
    /** The part of the training split that it learns from; null: all of it. */
    subset: p.json<TrainingSubset>().nullable(),
    balance: p.enum(classBalances).default('NONE'),
    /** Of the training split; null for NONE. */
    classBalance: p.json<{ classes: readonly BalancedClass[]; unlabelled: number }>().nullable(),
    /** Of GENERATED: what drew the missing samples; null where none were. */
    balanceModelVersion: () => p.manyToOne(ModelVersion).ref().nullable(),
    /** Whose weights it goes on from; null where it begins with drawn ones. */
    initialModelVersion: () => p.manyToOne(ModelVersion).ref().nullable(),
    priority: p.integer().default(0),
    maxSeconds: double().nullable(),
    earlyStopping: p.json<{ metric: string; patience: number }>().nullable(),
    datasetVersion: () => p.manyToOne(DatasetVersion).ref(),
    model: () => p.manyToOne(Model).ref(),
    modelVersion: () => p.oneToOne(ModelVersion).owner().ref().nullable(),
    progress: p.json<StoredProgress>().nullable(),
    compute: p.json<ComputeInfo>().nullable(),
    /** Number of the newest event; counted up under the row's lock, so that events have no gaps. */
    eventCount: p.integer().default(0),
    createdAt: createdAt(),
    startedAt: p.datetime(3).nullable(),
    finishedAt: p.datetime(3).nullable(),
  },
});

/** One attempt to make a model version from a dataset version. A trigger allows only the state changes in `docs/states.md`. */
export class TrainingRun extends schema.class {
  isFinished(): boolean {
    return this.state === 'SUCCEEDED' || this.state === 'FAILED' || this.state === 'CANCELED';
  }
}
schema.setClass(TrainingRun);
