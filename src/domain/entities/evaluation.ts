import { defineEntity, p } from '@mikro-orm/postgresql';
import type { EvaluationResult } from '../evaluation-result.ts';
import { createdAt, double, id } from './columns.ts';
import { DatasetVersion } from './dataset-version.ts';
import { ModelVersion } from './model-version.ts';
import { Project } from './project.ts';

export const evaluationStates = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELED'] as const;
export type EvaluationState = (typeof evaluationStates)[number];
export const evaluatedSplits = ['VALIDATION', 'TEST'] as const;
export type EvaluatedSplit = (typeof evaluatedSplits)[number];

const schema = defineEntity({
  name: 'Evaluation',
  tableName: 'evaluation',
  uniques: [{ properties: ['modelVersion', 'datasetVersion', 'split'] }],
  indexes: [{ properties: ['project', 'id'] }, { properties: ['datasetVersion'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    modelVersion: () => p.manyToOne(ModelVersion).ref(),
    datasetVersion: () => p.manyToOne(DatasetVersion).ref(),
    split: p.enum(evaluatedSplits),
    state: p.enum(evaluationStates).default('QUEUED'),
    /** Counts up each time that it is asked for again after it FAILED or was CANCELED: a job of an earlier request finds nothing to do. */
    request: p.integer().default(1),
    /** 0 to 1. */
    progress: double().default(0),
    failure: p.text().nullable(),
    result: p.json<EvaluationResult>().nullable(),
    createdAt: createdAt(),
    finishedAt: p.datetime(3).nullable(),
  },
});

/** A model version measured on a split of a dataset version; there is one of each. What it made of each sample lies in the store under `evaluationKey(id)`. */
export class Evaluation extends schema.class {
  isUnfinished(): boolean {
    return this.state === 'QUEUED' || this.state === 'RUNNING';
  }
}
schema.setClass(Evaluation);
