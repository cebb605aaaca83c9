import { setQualityThresholds } from '../../domain/datasets/set-quality-thresholds.ts';
import type { Dataset } from '../../domain/entities/dataset.ts';
import type { QualityThreshold } from '../../domain/quality-report.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { localId } from '../global-id.ts';
import { answer, type Payload } from '../mutation.ts';
import { DatasetNode } from '../refs.ts';
import { QualityCheckType } from './quality-report.ts';
import { UserErrorType } from './user-error.ts';

const QualityThresholdType = builder.objectRef<QualityThreshold>('QualityThreshold').implement({
  description: 'From which degree on (QualityFinding.degree: most often the share of samples) a finding of a check has a severity; 0: any, null: never.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    check: t.field({ type: QualityCheckType, resolve: ({ check }) => check }),
    info: t.exposeFloat('info', { nullable: true }),
    warning: t.exposeFloat('warning', { nullable: true }),
    error: t.exposeFloat('error', { nullable: true }),
  }),
});

builder.objectField(DatasetNode, 'qualityThresholds', (t) =>
  t.field({ type: [QualityThresholdType], description: 'Of its own, for coming versions; checks that are not here have those of the product.', resolve: (dataset) => [...(dataset.qualityThresholds ?? [])] }),
);

const QualityThresholdInput = builder.inputType('QualityThresholdInput', {
  description: 'From which degree on (QualityFinding.degree: most often the share of samples) a finding of a check has a severity; 0: any, null: never.',
  fields: (t) => ({ check: t.field({ type: QualityCheckType, required: true }), info: t.float(), warning: t.float(), error: t.float() }),
});

const SetQualityThresholdsInput = builder.inputType('SetQualityThresholdsInput', {
  description: 'Thresholds of a dataset; an empty list goes back to those of the product.',
  fields: (t) => ({ datasetId: t.id({ required: true }), thresholds: t.field({ type: [QualityThresholdInput], required: true }) }),
});

const SetQualityThresholdsPayload = builder.objectRef<Payload<{ dataset: Dataset }>>('SetQualityThresholdsPayload').implement({
  description: 'The dataset.',
  authScopes: { scope: ['DATA'] },
  fields: (t) => ({
    dataset: t.field({ type: DatasetNode, nullable: true, resolve: (payload) => payload.result?.dataset }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

builder.mutationField('setQualityThresholds', (t) =>
  t.field({
    type: SetQualityThresholdsPayload,
    description: 'Sets how strict the quality gate is with the coming versions of a dataset.',
    authScopes: { scope: ['DATA'] },
    args: { input: t.arg({ type: SetQualityThresholdsInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answer(async () => ({
        dataset: await setQualityThresholds(context, callerOf(context), {
          datasetId: localId('Dataset', input.datasetId),
          thresholds: input.thresholds.map(({ check, info, warning, error }) => ({ check, info: info ?? null, warning: warning ?? null, error: error ?? null })),
        }),
      })),
  }),
);
