import { cleanDatasetVersion } from '../../domain/dataset-versions/clean-dataset-version.ts';
import { overruleQualityGate } from '../../domain/dataset-versions/overrule-quality-gate.ts';
import type { DatasetVersion } from '../../domain/entities/dataset-version.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { localId } from '../global-id.ts';
import { answer, type Payload } from '../mutation.ts';
import { DatasetVersionNode } from '../refs.ts';
import { CleaningStepType } from './quality-report.ts';
import { UserErrorType } from './user-error.ts';

const CleanDatasetVersionInput = builder.inputType('CleanDatasetVersionInput', {
  description: 'A version whose quality was assessed, and what to do to it.',
  fields: (t) => ({
    datasetVersionId: t.id({ required: true }),
    steps: t.field({ type: [CleaningStepType], description: 'Null: what the findings suggest, each step for the samples of the findings that suggest it.' }),
    suggestedOnly: t.boolean({ description: 'With `steps`: whether each concerns only the samples of the findings that suggest it (`suggested` of the preview), not all that its checks found (`count`). Null: all.' }),
    idempotencyKey: t.string(),
  }),
});

const CleanDatasetVersionPayload = builder.objectRef<Payload<{ datasetVersion: DatasetVersion }>>('CleanDatasetVersionPayload').implement({
  description: 'The new version, IMPORTING.',
  authScopes: { scope: ['DATA'] },
  fields: (t) => ({
    datasetVersion: t.field({ type: DatasetVersionNode, nullable: true, description: 'A new version, which is assessed anew.', resolve: (payload) => payload.result?.datasetVersion }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

builder.mutationField('cleanDatasetVersion', (t) =>
  t.field({
    type: CleanDatasetVersionPayload,
    description: 'Makes a new version without the faults that the assessment found. The version itself stays as it is.',
    authScopes: { scope: ['DATA'] },
    args: { input: t.arg({ type: CleanDatasetVersionInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answer(async () => ({ datasetVersion: await cleanDatasetVersion(context, callerOf(context), { ...input, datasetVersionId: localId('DatasetVersion', input.datasetVersionId) }) })),
  }),
);

const OverruleQualityGateInput = builder.inputType('OverruleQualityGateInput', {
  description: 'A REJECTED version, and why it may be trained on all the same.',
  fields: (t) => ({ datasetVersionId: t.id({ required: true }), reason: t.string({ required: true }) }),
});

const OverruleQualityGatePayload = builder.objectRef<Payload<{ datasetVersion: DatasetVersion }>>('OverruleQualityGatePayload').implement({
  description: 'The version, which stays REJECTED.',
  authScopes: { scope: ['ADMIN'] },
  fields: (t) => ({
    datasetVersion: t.field({ type: DatasetVersionNode, nullable: true, resolve: (payload) => payload.result?.datasetVersion }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

builder.mutationField('overruleQualityGate', (t) =>
  t.field({
    type: OverruleQualityGatePayload,
    description: 'Lets a version that failed its quality gate be trained on. Who did it and why is kept with the version.',
    authScopes: { scope: ['ADMIN'] },
    args: { input: t.arg({ type: OverruleQualityGateInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answer(async () => ({ datasetVersion: await overruleQualityGate(context, callerOf(context), { ...input, datasetVersionId: localId('DatasetVersion', input.datasetVersionId) }) })),
  }),
);
