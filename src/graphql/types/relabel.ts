import { MAX_LABELS, relabelSamples } from '../../domain/dataset-versions/relabel-samples.ts';
import type { DatasetVersion } from '../../domain/entities/dataset-version.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { localId } from '../global-id.ts';
import { answer, type Payload } from '../mutation.ts';
import { DatasetVersionNode } from '../refs.ts';
import { UserErrorType } from './user-error.ts';

const SampleLabelInput = builder.inputType('SampleLabelInput', {
  description: 'The label that a sample gets.',
  fields: (t) => ({
    position: t.int({ required: true, description: 'Of the sample in the version.' }),
    label: t.string({ description: 'Class name, also of a new class; null: without a label.' }),
  }),
});

const RelabelSamplesInput = builder.inputType('RelabelSamplesInput', {
  description: 'A version whose quality was assessed, and what labels some of its samples get.',
  fields: (t) => ({
    datasetVersionId: t.id({ required: true }),
    labels: t.field({ type: [SampleLabelInput], required: true, description: `1 to ${MAX_LABELS}.` }),
    idempotencyKey: t.string(),
  }),
});

const RelabelSamplesPayload = builder.objectRef<Payload<{ datasetVersion: DatasetVersion }>>('RelabelSamplesPayload').implement({
  description: 'The new version, IMPORTING.',
  authScopes: { scope: ['DATA'] },
  fields: (t) => ({
    datasetVersion: t.field({ type: DatasetVersionNode, nullable: true, description: 'A new version, which is assessed anew.', resolve: (payload) => payload.result?.datasetVersion }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

builder.mutationField('relabelSamples', (t) =>
  t.field({
    type: RelabelSamplesPayload,
    description: 'Makes a new version in which these samples have other labels; their content, splits and origins stay. The version itself stays as it is.',
    authScopes: { scope: ['DATA'] },
    args: { input: t.arg({ type: RelabelSamplesInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answer(async () => ({ datasetVersion: await relabelSamples(context, callerOf(context), { ...input, datasetVersionId: localId('DatasetVersion', input.datasetVersionId) }) })),
  }),
);
