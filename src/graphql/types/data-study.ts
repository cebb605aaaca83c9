import { type dataStudyKinds, type DataStudyState, DataStudy, dataStudyStates, DataStudyTrial } from '../../domain/entities/data-study.ts';
import type { Model } from '../../domain/entities/model.ts';
import { builder } from '../builder.ts';
import { newestFirst } from '../connection.ts';
import { DataStudyNode, DatasetVersionNode, EvaluationNode, ModelNode, ModelVersionNode, TrainingRunNode } from '../refs.ts';
import { LearningCurveType } from './learning-curve.ts';
import { SourceValuesType } from './source-values.ts';
import { EvaluatedSplit } from './evaluation.ts';
import { TrainingSubsetType } from './training-run.ts';

export const DataStudyKindType = builder.enumType('DataStudyKind', {
  description: 'What a study looks for.',
  values: {
    LEARNING_CURVE: { description: 'How much a model gains by more data: trained on nested parts of it.' },
    SOURCE_VALUES: { description: 'What each source of the data is worth: trained on all, and once without each.' },
  } satisfies Record<(typeof dataStudyKinds)[number], { description: string }>,
});

const DataStudyStateType = builder.enumType('DataStudyState', {
  description: 'Where a study stands.',
  values: Object.fromEntries(dataStudyStates.map((state) => [state, { value: state, description: meaning(state) }])),
});

function meaning(state: DataStudyState): string {
  switch (state) {
    case 'RUNNING': return 'Its runs wait, train or are measured.';
    case 'SUCCEEDED': return 'Done; never changed again.';
    case 'FAILED': return 'A run could not be trained or measured; `failure` says why.';
    case 'CANCELED': return 'Somebody ended it, and its runs with it.';
  }
}

const DataStudyTrialType = builder.objectRef<DataStudyTrial>('DataStudyTrial').implement({
  description: 'One run of a study.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    number: t.exposeInt('number', { description: '1, 2, 3, … within the study.' }),
    repetition: t.exposeInt('repetition', { description: '1, 2, 3, …: the same part with other random numbers.' }),
    subset: t.field({ type: TrainingSubsetType, nullable: true, description: 'Null: all of the training split.', resolve: (trial) => trial.subset }),
    trainingRun: t.field({ type: TrainingRunNode, resolve: (trial) => trial.trainingRun.id }),
    evaluation: t.field({ type: EvaluationNode, nullable: true, description: 'Null until the run is done.', resolve: (trial) => trial.evaluation?.id }),
  }),
});

DataStudyNode.implement({
  description: 'What data is worth to a model, measured by training on parts of it.',
  authScopes: { scope: ['READ'] },
  isTypeOf: (value) => value instanceof DataStudy,
  fields: (t) => ({
    kind: t.field({ type: DataStudyKindType, resolve: (study) => study.kind }),
    state: t.field({ type: DataStudyStateType, resolve: (study) => study.state }),
    progress: t.exposeFloat('progress', { description: '0 to 1.' }),
    failure: t.exposeString('failure', { nullable: true, description: 'Why it is FAILED or CANCELED.' }),
    model: t.field({ type: ModelNode, resolve: (study) => study.model.id }),
    modelVersion: t.field({ type: ModelVersionNode, description: 'Whose run says how to train.', resolve: (study) => study.modelVersion.id }),
    datasetVersion: t.field({ type: DatasetVersionNode, resolve: (study) => study.datasetVersion.id }),
    split: t.field({ type: EvaluatedSplit, description: 'That trials are measured on.', resolve: (study) => study.split }),
    trials: t.field({ type: [DataStudyTrialType], resolve: (study, _args, { em }) => em.find(DataStudyTrial, { study: study.id }, { orderBy: { number: 'asc' } }) }),
    learningCurve: t.field({ type: LearningCurveType, nullable: true, description: 'Of a LEARNING_CURVE that SUCCEEDED.', resolve: ({ result }) => (result?.kind === 'LEARNING_CURVE' ? result : null) }),
    sourceValues: t.field({ type: SourceValuesType, nullable: true, description: 'Of SOURCE_VALUES that SUCCEEDED.', resolve: ({ result }) => (result?.kind === 'SOURCE_VALUES' ? result : null) }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
  }),
});

const DataStudyConnection = builder.connectionObject({ type: DataStudyNode, name: 'DataStudyConnection', description: 'A page of studies.' }, { name: 'DataStudyEdge', description: 'A study in a list.' });

builder.objectField(ModelNode, 'dataStudies', (t) =>
  t.connection(
    {
      type: DataStudyNode,
      description: 'Newest first.',
      args: { kind: t.arg({ type: DataStudyKindType }) },
      resolve: (model: Model, { kind, ...page }, { em }) => newestFirst(em, DataStudy, { model: model.id, ...(kind && { kind }) }, page),
    },
    DataStudyConnection,
  ),
);
