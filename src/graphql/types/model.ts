import { Model } from '../../domain/entities/model.ts';
import { ModelAlias, ModelAliasChange } from '../../domain/entities/model-alias.ts';
import { ModelVersion } from '../../domain/entities/model-version.ts';
import { builder } from '../builder.ts';
import { newestFirst } from '../connection.ts';
import { callerOf } from '../context.ts';
import { feedbackCountsOfModel } from '../loaders.ts';
import { ModelNode, ModelVersionNode } from '../refs.ts';
import { AlgorithmType, algorithmByKey } from './algorithm.ts';
import { FeedbackSummary } from './feedback-summary.ts';
import { ModelAliasChangeType } from './model-alias.ts';

const HISTORY_LENGTH = 1000;

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
      resolve: (model, { alias }, { em }) => em.find(ModelAliasChange, { model: model.id, ...(alias && { alias }) }, { populate: ['previousChange'], orderBy: { id: 'desc' }, limit: HISTORY_LENGTH }),
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
      resolve: (_root, args, context) => newestFirst(context.em, Model, { project: callerOf(context).projectId, isTrial: false }, args),
    },
    ModelConnection,
  ),
);
