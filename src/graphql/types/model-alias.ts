import type { Model } from '../../domain/entities/model.ts';
import { type AliasChangeSource, aliasChangeSources, type ModelAliasChange } from '../../domain/entities/model-alias.ts';
import { rollBackModelAlias } from '../../domain/models/roll-back-model-alias.ts';
import { setModelAlias } from '../../domain/models/set-model-alias.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { localId } from '../global-id.ts';
import { answer, type Payload } from '../mutation.ts';
import { ExperimentNode, ModelNode, ModelVersionNode } from '../refs.ts';
import { DecisionNumberType } from './decision-number.ts';
import { UserErrorType } from './user-error.ts';

const AliasChangeSourceType = builder.enumType('AliasChangeSource', {
  description: 'What moved an alias.',
  values: Object.fromEntries(aliasChangeSources.map((source) => [source, { value: source, description: meaning(source) }])),
});

function meaning(source: AliasChangeSource): string {
  switch (source) {
    case 'PERSON': return 'Somebody set it, by the API or in the dashboard.';
    case 'POLICY': return 'A flywheel policy promoted a candidate.';
    case 'EXPERIMENT': return 'An experiment was concluded for its candidate.';
    case 'ROLLBACK': return 'Somebody took the change before back.';
  }
}

export const ModelAliasChangeType = builder.objectRef<ModelAliasChange>('ModelAliasChange').implement({
  description: 'An alias was moved.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    alias: t.exposeString('alias'),
    modelVersion: t.field({ type: ModelVersionNode, nullable: true, resolve: (change) => change.modelVersion.id }),
    previousModelVersion: t.field({ type: ModelVersionNode, nullable: true, description: 'What it stood on until then; null where it was not set.', resolve: (change) => change.previousModelVersion?.id }),
    rollsBackTo: t.field({ type: ModelVersionNode, nullable: true, description: 'Where rollBackModelAlias puts the alias while this is its last change; null where it has stood on nothing before.', resolve: (change) => change.previousChange?.getEntity().modelVersion.id }),
    source: t.field({ type: AliasChangeSourceType, resolve: (change) => change.source }),
    reason: t.exposeString('reason', { nullable: true }),
    actor: t.exposeString('actor', { description: 'Name of the API key that did it, or of the part of the server.' }),
    numbers: t.field({ type: [DecisionNumberType], description: 'That decided; empty where nobody counted.', resolve: (change) => [...change.numbers] }),
    experiment: t.field({ type: ExperimentNode, nullable: true, description: 'Of source EXPERIMENT.', resolve: (change) => change.experiment?.id }),
    time: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

const payload = (name: string, description: string) =>
  builder.objectRef<Payload<{ model: Model }>>(name).implement({
    description,
    authScopes: { scope: ['TRAIN'] },
    fields: (t) => ({
      model: t.field({ type: ModelNode, nullable: true, resolve: ({ result }) => result?.model }),
      userErrors: t.field({ type: [UserErrorType], resolve: ({ userErrors }) => userErrors }),
    }),
  });

const SetModelAliasInput = builder.inputType('SetModelAliasInput', {
  description: 'Which name stands on which version.',
  fields: (t) => ({
    modelId: t.id({ required: true }),
    alias: t.string({ required: true }),
    modelVersionId: t.id({ required: true }),
    reason: t.string(),
    expectedModelVersionId: t.id({ description: 'Refused with CONFLICT where the alias stands elsewhere.' }),
  }),
});
const SetModelAliasPayload = payload('SetModelAliasPayload', 'The model with its alias.');

const RollBackModelAliasInput = builder.inputType('RollBackModelAliasInput', {
  description: 'Which name is to go back to where it stood before.',
  fields: (t) => ({
    modelId: t.id({ required: true }),
    alias: t.string({ defaultValue: 'production' }),
    expectedModelVersionId: t.id({ required: true, description: 'What is to be taken back. Refused with CONFLICT where the alias stands elsewhere: so nothing is rolled back twice.' }),
    reason: t.string({ required: true }),
    idempotencyKey: t.string(),
  }),
});
const RollBackModelAliasPayload = payload('RollBackModelAliasPayload', 'The model with its alias.');

builder.mutationFields((t) => ({
  setModelAlias: t.field({
    type: SetModelAliasPayload,
    description: 'Points an alias, for example production, at a version. An experiment that runs on the model is STOPPED where production moves.',
    authScopes: { scope: ['TRAIN'] },
    args: { input: t.arg({ type: SetModelAliasInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answer(async () => ({
        model: await setModelAlias(context, callerOf(context), {
          ...input,
          modelId: localId('Model', input.modelId),
          modelVersionId: localId('ModelVersion', input.modelVersionId),
          expectedModelVersionId: input.expectedModelVersionId ? localId('ModelVersion', input.expectedModelVersionId) : null,
        }),
      })),
  }),
  rollBackModelAlias: t.field({
    type: RollBackModelAliasPayload,
    description: 'Puts an alias back to the version before its last change. Once more, it goes to the version before that one.',
    authScopes: { scope: ['TRAIN'] },
    args: { input: t.arg({ type: RollBackModelAliasInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answer(async () => ({
        model: await rollBackModelAlias(context, callerOf(context), {
          ...input,
          alias: input.alias ?? 'production',
          modelId: localId('Model', input.modelId),
          expectedModelVersionId: localId('ModelVersion', input.expectedModelVersionId),
        }),
      })),
  }),
}));
