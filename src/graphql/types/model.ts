import { Model } from '../../domain/entities/model.ts';
import { ModelAlias, ModelAliasChange } from '../../domain/entities/model-alias.ts';
import { ModelVersion } from '../../domain/entities/model-version.ts';
import { setModelAlias } from '../../domain/models/set-model-alias.ts';
import { builder } from '../builder.ts';
import { newestFirst } from '../connection.ts';
import { callerOf } from '../context.ts';
import { localId } from '../global-id.ts';
import { feedbackCountsOfModel } from '../loaders.ts';
import { answer, type Payload } from '../mutation.ts';
import { ModelNode, ModelVersionNode } from '../refs.ts';
import { AlgorithmType, algorithmByKey } from './algorithm.ts';
import { FeedbackSummary } from './feedback-summary.ts';
import { UserErrorType } from './user-error.ts';

const HISTORY_LENGTH = 1000;

const ModelAliasChangeType = builder.objectRef<ModelAliasChange>('ModelAliasChange').implement({
  description: 'An alias was set.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    alias: t.exposeString('alias'),
    modelVersion: t.field({ type: ModelVersionNode, nullable: true, resolve: (change) => change.modelVersion.id }),
    reason: t.exposeString('reason', { nullable: true }),
    actor: t.exposeString('actor', { description: 'Name of the API key that did it.' }),
    time: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

export const ModelVersionConnection = builder.connectionObject({ type: ModelVersionNode, name: 'ModelVersionConnection', description: 'A page of model versions.' }, { name: 'ModelVersionEdge', description: 'A model version in a list.' });

ModelNode.implement({
  description: 'What training runs make versions of.',
  authScopes: { scope: ['READ'] },
  isTypeOf: (value) => value instanceof Model,
  fields: (t) => ({
    name: t.exposeString('name'),
    algorithm: t.field({ type: AlgorithmType, resolve: (model, _args, { plugins }) => algorithmByKey(plugins, model.algorithm) }),
    versions: t.connection(
      { type: ModelVersionNode, description: 'Newest first.', resolve: (model, args, { em }) => newestFirst(em, ModelVersion, { model: model.id }, args) },
      ModelVersionConnection,
    ),
    version: t.field({
      type: ModelVersionNode,
      nullable: true,
      description: 'The version that an alias stands on.',
      args: { alias: t.arg.string({ required: true }) },
      resolve: async (model, { alias }, { em }) => (await em.findOne(ModelAlias, { model: model.id, alias }))?.modelVersion.id,
    }),
    aliasHistory: t.field({
      type: [ModelAliasChangeType],
      description: 'Who set which alias to what, when and why; newest first; never rewritten.',
      args: { alias: t.arg.string() },
      resolve: (model, { alias }, { em }) => em.find(ModelAliasChange, { model: model.id, ...(alias && { alias }) }, { orderBy: { id: 'desc' }, limit: HISTORY_LENGTH }),
    }),
    feedbackSummary: t.field({ type: FeedbackSummary, resolve: (model, _args, context) => feedbackCountsOfModel(context).load(model.id) }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

const ModelConnection = builder.connectionObject({ type: ModelNode, name: 'ModelConnection', description: 'A page of models.' }, { name: 'ModelEdge', description: 'A model in a list.' });

builder.queryField('models', (t) =>
  t.connection(
    {
      type: ModelNode,
      authScopes: { scope: ['READ'] },
      description: 'At most 100 per page; keyset cursors; newest first.',
      resolve: (_root, args, context) => newestFirst(context.em, Model, { project: callerOf(context).projectId }, args),
    },
    ModelConnection,
  ),
);

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

const SetModelAliasPayload = builder.objectRef<Payload<{ model: Model }>>('SetModelAliasPayload').implement({
  description: 'The model with its alias.',
  authScopes: { scope: ['TRAIN'] },
  fields: (t) => ({
    model: t.field({ type: ModelNode, nullable: true, resolve: (payload) => payload.result?.model }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

builder.mutationField('setModelAlias', (t) =>
  t.field({
    type: SetModelAliasPayload,
    description: 'Points an alias, for example production, at a version.',
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
);
