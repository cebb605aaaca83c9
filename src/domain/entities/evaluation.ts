import { defineEntity, p } from '@mikro-orm/postgresql';
import type { EvaluationResult } from '../evaluation-result.ts';
import { createdAt, id } from './columns.ts';
import { DatasetVersion } from './dataset-version.ts';
import { ModelVersion } from './model-version.ts';
import { Project } from './project.ts';

export const evaluationStates = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED'] as const;
export type EvaluationState = (typeof evaluationStates)[number];
export const evaluatedSplits = ['VALIDATION', 'TEST'] as const;

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
    failure: p.text().nullable(),
    result: p.json<EvaluationResult>().nullable(),
    createdAt: createdAt(),
    finishedAt: p.datetime(3).nullable(),
  },
});

/** A model version measured on a split of a dataset version; there is one of each. Its predictions lie in the store under `evaluationKey(id)`. */
export class Evaluation extends schema.class {}
schema.setClass(Evaluation);
