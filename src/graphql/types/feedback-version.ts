import { createDatasetVersionFromFeedback, type FeedbackVersion } from '../../domain/feedback/create-dataset-version-from-feedback.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { localId } from '../global-id.ts';
import { answer, type Payload } from '../mutation.ts';
import { DatasetVersionNode } from '../refs.ts';
import { UserErrorType } from './user-error.ts';

const CreateDatasetVersionFromFeedbackInput = builder.inputType('CreateDatasetVersionFromFeedbackInput', {
  description: 'Confirmed and corrected outputs become training samples of a new version, each with its provenance.',
  fields: (t) => ({ datasetId: t.id({ required: true }), modelId: t.id({ required: true }), datasetVersionId: t.id({ description: 'That they are added to; the newest READY version where absent.' }), idempotencyKey: t.string() }),
});

const CreateDatasetVersionFromFeedbackPayload = builder.objectRef<Payload<FeedbackVersion>>('CreateDatasetVersionFromFeedbackPayload').implement({
  description: 'The new version, IMPORTING.',
  authScopes: { scope: ['DATA'] },
  fields: (t) => ({
    datasetVersion: t.field({ type: DatasetVersionNode, nullable: true, resolve: (payload) => payload.result?.datasetVersion }),
    addedSamples: t.int({ nullable: true, description: 'Records of the version that come from feedback.', resolve: (payload) => payload.result?.addedSamples }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

builder.mutationField('createDatasetVersionFromFeedback', (t) =>
  t.field({
    type: CreateDatasetVersionFromFeedbackPayload,
    description: "Makes the next version of a dataset from its newest READY one and what people confirmed or corrected of a model's outputs, and assesses its quality. Where people disagree, who is right elsewhere counts for more; what stays open waits for review.",
    authScopes: { scope: ['DATA'] },
    args: { input: t.arg({ type: CreateDatasetVersionFromFeedbackInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answer(() => createDatasetVersionFromFeedback(context, callerOf(context), { idempotencyKey: input.idempotencyKey, datasetId: localId('Dataset', input.datasetId), modelId: localId('Model', input.modelId), datasetVersionId: input.datasetVersionId == null ? undefined : localId('DatasetVersion', input.datasetVersionId) })),
  }),
);
