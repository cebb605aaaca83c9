import { defineEntity, p } from '@mikro-orm/postgresql';
import type { StudyResult } from '../data-studies/study-result.ts';
import type { TrainingSubset } from '../training-subset.ts';
import { createdAt, double, id } from './columns.ts';
import { DatasetVersion } from './dataset-version.ts';
import { evaluatedSplits, Evaluation } from './evaluation.ts';
import { Model } from './model.ts';
import { ModelVersion } from './model-version.ts';
import { Project } from './project.ts';
import { TrainingRun } from './training-run.ts';

export const dataStudyKinds = ['LEARNING_CURVE', 'SOURCE_VALUES'] as const;
export type DataStudyKind = (typeof dataStudyKinds)[number];
export const dataStudyStates = ['RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELED'] as const;
export type DataStudyState = (typeof dataStudyStates)[number];

const schema = defineEntity({
  name: 'DataStudy',
  tableName: 'data_study',
  indexes: [{ properties: ['project', 'id'] }, { properties: ['model', 'id'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    kind: p.enum(dataStudyKinds),
    model: () => p.manyToOne(Model).ref(),
    /** Whose run says how to train. */
    modelVersion: () => p.manyToOne(ModelVersion).ref(),
    datasetVersion: () => p.manyToOne(DatasetVersion).ref(),
    /** That trials are measured on. */
    split: p.enum(evaluatedSplits),
    seed: p.integer(),
    state: p.enum(dataStudyStates).default('RUNNING'),
    /** 0 to 1. */
    progress: double().default(0),
    /** Why it is FAILED or CANCELED, for people. */
    failure: p.text().nullable(),
    result: p.json<StudyResult>().nullable(),
    /** When a worker looks at it next. */
    nextCheckAt: p.datetime(3),
    createdAt: createdAt(),
    finishedAt: p.datetime(3).nullable(),
  },
});

/** What data is worth to a model, measured by training on parts of it. */
export class DataStudy extends schema.class {}
schema.setClass(DataStudy);

const trialSchema = defineEntity({
  name: 'DataStudyTrial',
  tableName: 'data_study_trial',
  properties: {
    study: () => p.manyToOne(DataStudy).primary().ref(),
    /** 1, 2, 3, … within the study. */
    number: p.integer().primary(),
    /** 1, 2, 3, …: trials of the same part with other random numbers. */
    repetition: p.integer(),
    /** Null: all of the training split. */
    subset: p.json<TrainingSubset>().nullable(),
    trainingRun: () => p.manyToOne(TrainingRun).ref(),
    evaluation: () => p.manyToOne(Evaluation).ref().nullable(),
  },
});

/** One run of a study. */
export class DataStudyTrial extends trialSchema.class {}
trialSchema.setClass(DataStudyTrial);
