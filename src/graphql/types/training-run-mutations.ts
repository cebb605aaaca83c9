import type { TrainingRun } from '../../domain/entities/training-run.ts';
import { requestCancel } from '../../domain/training-runs/request-cancel.ts';
import { startTrainingRun } from '../../domain/training-runs/start-training-run.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { localId } from '../global-id.ts';
import { answer, type Payload } from '../mutation.ts';
import { TrainingRunNode } from '../refs.ts';
import type { definePluginInputs } from './algorithm.ts';
import { ClassBalanceType, PrecisionType } from './training-run.ts';
import { UserErrorType } from './user-error.ts';

const EarlyStoppingInput = builder.inputType('EarlyStoppingInput', {
  description: 'Ends a run that no longer gets better; its best checkpoint becomes the model.',
  fields: (t) => ({
    metric: t.string({ required: true, description: 'Of the validation split, for example validation/loss. Less is better; more where the name says so (accuracy, f1, roc_auc, r2, bleu, ndcg_at_10, …), or where the plugin declares it. An evaluation without it neither ends the run nor is its best, and the log warns.' }),
    patience: t.int({ required: true, description: 'Evaluations without improvement.' }),
  }),
});

const TrainingSubsetInput = builder.inputType('TrainingSubsetInput', {
  description: 'The part of the training split to learn from. Validation and test stay whole.',
  fields: (t) => ({
    share: t.float({ description: 'Of each class, and of the samples without one: more than 0, at most 1. With one seed a smaller share lies within a larger one. 1 where absent.' }),
    seed: t.int({ description: 'Decides which samples belong to a share. 0 where absent.' }),
    withoutSource: t.string({ description: 'Leaves out the samples of this source, one of `DatasetVersion.trainSources`.' }),
  }),
});

const StartTrainingRunPayload = builder.objectRef<Payload<{ trainingRun: TrainingRun }>>('StartTrainingRunPayload').implement({
  description: 'The new run, QUEUED.',
  authScopes: { scope: ['TRAIN'] },
  fields: (t) => ({
    trainingRun: t.field({ type: TrainingRunNode, nullable: true, resolve: (payload) => payload.result?.trainingRun }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

const CancelTrainingRunInput = builder.inputType('CancelTrainingRunInput', { description: 'Which run to cancel.', fields: (t) => ({ trainingRunId: t.id({ required: true }) }) });

const CancelTrainingRunPayload = builder.objectRef<Payload<{ trainingRun: TrainingRun }>>('CancelTrainingRunPayload').implement({
  description: 'The run, CANCELING or CANCELED.',
  authScopes: { scope: ['TRAIN'] },
  fields: (t) => ({
    trainingRun: t.field({ type: TrainingRunNode, nullable: true, resolve: (payload) => payload.result?.trainingRun }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

export function defineTrainingRunMutations({ AlgorithmInput }: Pick<ReturnType<typeof definePluginInputs>, 'AlgorithmInput'>): void {
  const StartTrainingRunInput = builder.inputType('StartTrainingRunInput', {
    description: 'What to train, on what.',
    fields: (t) => ({
      name: t.string(),
      datasetVersionId: t.id({ required: true }),
      modelId: t.id({ description: 'The model that the result becomes a version of; made where absent.' }),
      algorithm: t.field({ type: AlgorithmInput, required: true }),
      seed: t.int({ description: 'Random where absent.' }),
      precision: t.field({ type: PrecisionType, description: 'FLOAT32 where absent.' }),
      subset: t.field({ type: TrainingSubsetInput, description: 'The whole training split where absent.' }),
      balance: t.field({ type: ClassBalanceType, description: 'Training split only; validation and test are never resampled. NONE where absent.' }),
      balanceModelVersionId: t.id({ description: 'Of GENERATED: what draws the missing samples. The newest model version of the project that suits where absent.' }),
      initialModelVersionId: t.id({ description: 'Goes on from this version’s weights: made by the same algorithm, on data of the same kind and shape. Hyper-parameters that fix the shapes are taken from it.' }),
      earlyStopping: t.field({ type: EarlyStoppingInput }),
      priority: t.int({ description: 'Higher runs first; 0 where absent.' }),
      maxSeconds: t.float({ description: 'Training ends well after this long, and the model is kept.' }),
      idempotencyKey: t.string(),
    }),
  });

  builder.mutationFields((t) => ({
    startTrainingRun: t.field({
      type: StartTrainingRunPayload,
      description: 'Queues a run; a dataset version that has not passed its quality gate is refused.',
      authScopes: { scope: ['TRAIN'] },
      args: { input: t.arg({ type: StartTrainingRunInput, required: true }) },
      resolve: (_root, { input }, context) =>
        answer(async () => ({
          trainingRun: await startTrainingRun(context, callerOf(context), {
            ...input,
            datasetVersionId: localId('DatasetVersion', input.datasetVersionId),
            balanceModelVersionId: input.balanceModelVersionId ? localId('ModelVersion', input.balanceModelVersionId) : null,
            initialModelVersionId: input.initialModelVersionId ? localId('ModelVersion', input.initialModelVersionId) : null,
            modelId: input.modelId ? localId('Model', input.modelId) : null,
          }),
        })),
    }),
    cancelTrainingRun: t.field({
      type: CancelTrainingRunPayload,
      description: 'Asks a run to end; it is CANCELED within seconds.',
      authScopes: { scope: ['TRAIN'] },
      args: { input: t.arg({ type: CancelTrainingRunInput, required: true }) },
      resolve: (_root, { input }, context) =>
        answer(async () => ({ trainingRun: await requestCancel(context, callerOf(context), localId('TrainingRun', input.trainingRunId)) })),
    }),
  }));
}

