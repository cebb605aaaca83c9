import { type EvaluationState, Evaluation, evaluatedSplits, evaluationStates } from '../../domain/entities/evaluation.ts';
import { cancelEvaluation } from '../../domain/evaluations/cancel-evaluation.ts';
import { requestEvaluation } from '../../domain/evaluations/request-evaluation.ts';
import { builder } from '../builder.ts';
import { newestFirst } from '../connection.ts';
import { callerOf } from '../context.ts';
import { localId } from '../global-id.ts';
import { answer, type Payload } from '../mutation.ts';
import { DatasetVersionNode, EvaluationNode, ModelVersionNode } from '../refs.ts';
import { ClassificationResultType } from './classification-result.ts';
import { EvaluatedMetricType } from './evaluated-metric.ts';
import { UserErrorType } from './user-error.ts';

const EvaluationStateType = builder.enumType('EvaluationState', {
  description: 'Where an evaluation stands.',
  values: Object.fromEntries(evaluationStates.map((state) => [state, { value: state, description: meaning(state) }])),
});

function meaning(state: EvaluationState): string {
  switch (state) {
    case 'QUEUED': return 'Waits for a worker.';
    case 'RUNNING': return 'The samples are being looked at.';
    case 'SUCCEEDED': return 'Measured; never changed again.';
    case 'FAILED': return 'Could not be measured; `failure` says why. Asked for again, it is tried again.';
    case 'CANCELED': return 'Somebody ended it. Asked for again, it is measured.';
  }
}

export const EvaluatedSplit = builder.enumType('EvaluatedSplit', { values: evaluatedSplits, description: 'What may be measured on: never what was trained on.' });

EvaluationNode.implement({
  description: 'A model version measured on a split of a dataset version. There is one of each: the same would come out again.',
  authScopes: { scope: ['READ'] },
  isTypeOf: (value) => value instanceof Evaluation,
  fields: (t) => ({
    state: t.field({ type: EvaluationStateType, resolve: (evaluation) => evaluation.state }),
    progress: t.exposeFloat('progress', { description: '0 to 1.' }),
    failure: t.exposeString('failure', { nullable: true, description: 'Why it is FAILED or CANCELED.' }),
    modelVersion: t.field({ type: ModelVersionNode, resolve: (evaluation) => evaluation.modelVersion.id }),
    datasetVersion: t.field({ type: DatasetVersionNode, resolve: (evaluation) => evaluation.datasetVersion.id }),
    split: t.field({ type: EvaluatedSplit, resolve: (evaluation) => evaluation.split }),
    sampleCount: t.int({ nullable: true, description: 'Samples that were scored: labelled ones, of models that classify. Of models that score no single samples all of the split.', resolve: (evaluation) => evaluation.result?.sampleCount ?? null }),
    isScored: t.boolean({ description: 'Whether single samples were scored, so that there are intervals, slices and worst samples, and comparisons are tested.', resolve: (evaluation) => evaluation.result?.isScored ?? false }),
    seenInTraining: t.int({ nullable: true, description: 'Samples of equal content in the training split that the model learned from: on those it is asked what it was told. Null until it is measured, and where that cannot be told.', resolve: (evaluation) => evaluation.result?.seenInTraining ?? null }),
    metrics: t.field({ type: [EvaluatedMetricType], description: 'The first one is what the model is judged by.', resolve: (evaluation) => [...(evaluation.result?.metrics ?? [])] }),
    classification: t.field({ type: ClassificationResultType, nullable: true, description: 'Of models that classify.', resolve: (evaluation) => evaluation.result?.classification ?? null }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
  }),
});

const EvaluationConnection = builder.connectionObject({ type: EvaluationNode, name: 'EvaluationConnection', description: 'A page of evaluations.' }, { name: 'EvaluationEdge', description: 'An evaluation in a list.' });

builder.objectField(EvaluationNode, 'comparable', (t) =>
  t.connection(
    {
      type: EvaluationNode,
      description: 'Evaluations of other model versions on the same split of the same dataset version that SUCCEEDED; newest first.',
      resolve: ({ id, project, datasetVersion, split }, args, { em }) => newestFirst(em, Evaluation, { project: project.id, datasetVersion: datasetVersion.id, split, state: 'SUCCEEDED', id: { $ne: id } }, args),
    },
    EvaluationConnection,
  ),
);

builder.objectField(ModelVersionNode, 'evaluations', (t) =>
  t.connection({ type: EvaluationNode, description: 'Newest first.', resolve: (version, args, { em }) => newestFirst(em, Evaluation, { modelVersion: version.id }, args) }, EvaluationConnection),
);

const EvaluateModelVersionInput = builder.inputType('EvaluateModelVersionInput', {
  description: 'What to measure, and on what. The dataset version is of the kind that the model was trained on, with the same shape or columns; classes may differ.',
  fields: (t) => ({
    modelVersionId: t.id({ required: true }),
    datasetVersionId: t.id({ required: true }),
    split: t.field({ type: EvaluatedSplit, defaultValue: 'TEST' }),
  }),
});

const EvaluateModelVersionPayload = builder.objectRef<Payload<{ evaluation: Evaluation }>>('EvaluateModelVersionPayload').implement({
  description: 'The evaluation: QUEUED, or as it was measured before.',
  authScopes: { scope: ['TRAIN'] },
  fields: (t) => ({
    evaluation: t.field({ type: EvaluationNode, nullable: true, resolve: (payload) => payload.result?.evaluation }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

builder.mutationField('evaluateModelVersion', (t) =>
  t.field({
    type: EvaluateModelVersionPayload,
    description: 'Measures a model version on a split of a dataset version. What was measured before is not measured again.',
    authScopes: { scope: ['TRAIN'] },
    args: { input: t.arg({ type: EvaluateModelVersionInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answer(async () => ({
        evaluation: await requestEvaluation(context, callerOf(context), {
          modelVersionId: localId('ModelVersion', input.modelVersionId),
          datasetVersionId: localId('DatasetVersion', input.datasetVersionId),
          split: input.split ?? 'TEST',
        }),
      })),
  }),
);

const CancelEvaluationInput = builder.inputType('CancelEvaluationInput', { description: 'Which evaluation to cancel.', fields: (t) => ({ evaluationId: t.id({ required: true }) }) });

const CancelEvaluationPayload = builder.objectRef<Payload<{ evaluation: Evaluation }>>('CancelEvaluationPayload').implement({
  description: 'The evaluation, CANCELED.',
  authScopes: { scope: ['TRAIN'] },
  fields: (t) => ({
    evaluation: t.field({ type: EvaluationNode, nullable: true, resolve: (payload) => payload.result?.evaluation }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

builder.mutationField('cancelEvaluation', (t) =>
  t.field({
    type: CancelEvaluationPayload,
    description: 'Ends an evaluation that is not finished, at once.',
    authScopes: { scope: ['TRAIN'] },
    args: { input: t.arg({ type: CancelEvaluationInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ evaluation: await cancelEvaluation(context, callerOf(context), localId('Evaluation', input.evaluationId)) })),
  }),
);
