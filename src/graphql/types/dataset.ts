import { createDataset } from '../../domain/datasets/create-dataset.ts';
import { Dataset } from '../../domain/entities/dataset.ts';
import { datasetKinds } from '../../plugin/index.ts';
import { DatasetVersion } from '../../domain/entities/dataset-version.ts';
import { builder } from '../builder.ts';
import { newestFirst } from '../connection.ts';
import { callerOf } from '../context.ts';
import { latestDatasetVersion } from '../loaders.ts';
import { answer, type Payload } from '../mutation.ts';
import { DatasetNode, DatasetVersionNode } from '../refs.ts';
import { UserErrorType } from './user-error.ts';

export const DatasetKindType = builder.enumType('DatasetKind', {
  description: 'What the samples of a dataset are.',
  values: {
    IMAGE: { value: datasetKinds[0] },
    TEXT: { value: datasetKinds[1], description: 'Texts, with a class each or without.' },
    TEXT_PAIR: { value: datasetKinds[2], description: 'Source and target text, for translation and question answering.' },
    TABULAR: { value: datasetKinds[3], description: 'Rows of features, with a class each or without.' },
    INTERACTION: { value: datasetKinds[4], description: 'Who chose what, for recommendation.' },
  },
});

export const DatasetVersionConnection = builder.connectionObject(
  { type: DatasetVersionNode, name: 'DatasetVersionConnection', description: 'A page of dataset versions.' },
  { name: 'DatasetVersionEdge', description: 'A dataset version in a list.' },
);

DatasetNode.implement({
  description: 'Samples of one kind, kept in immutable versions.',
  authScopes: { scope: ['READ'] },
  isTypeOf: (value) => value instanceof Dataset,
  fields: (t) => ({
    name: t.exposeString('name'),
    kind: t.field({ type: DatasetKindType, resolve: (dataset) => dataset.kind }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    versions: t.connection(
      { type: DatasetVersionNode, description: 'Newest first.', resolve: (dataset, args, { em }) => newestFirst(em, DatasetVersion, { dataset: dataset.id }, args) },
      DatasetVersionConnection,
    ),
    latestVersion: t.field({ type: DatasetVersionNode, nullable: true, resolve: (dataset, _args, context) => latestDatasetVersion(context).load(dataset.id) }),
  }),
});

const DatasetConnection = builder.connectionObject({ type: DatasetNode, name: 'DatasetConnection', description: 'A page of datasets.' }, { name: 'DatasetEdge', description: 'A dataset in a list.' });

builder.queryField('datasets', (t) =>
  t.connection(
    {
      type: DatasetNode,
      authScopes: { scope: ['READ'] },
      description: 'At most 100 per page; keyset cursors; newest first.',
      resolve: (_root, args, context) => newestFirst(context.em, Dataset, { project: callerOf(context).projectId }, args),
    },
    DatasetConnection,
  ),
);

const CreateDatasetInput = builder.inputType('CreateDatasetInput', {
  description: 'A dataset without versions yet.',
  fields: (t) => ({
    name: t.string({ required: true }),
    kind: t.field({ type: DatasetKindType, required: true }),
    idempotencyKey: t.string({ description: 'The same key and input again gives what the first call made.' }),
  }),
});

const CreateDatasetPayload = builder.objectRef<Payload<{ dataset: Dataset }>>('CreateDatasetPayload').implement({
  description: 'The new dataset.',
  authScopes: { scope: ['DATA'] },
  fields: (t) => ({
    dataset: t.field({ type: DatasetNode, nullable: true, resolve: (payload) => payload.result?.dataset }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

builder.mutationField('createDataset', (t) =>
  t.field({
    type: CreateDatasetPayload,
    description: 'Makes a dataset; its first version comes by importDataset.',
    authScopes: { scope: ['DATA'] },
    args: { input: t.arg({ type: CreateDatasetInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ dataset: await createDataset(context, callerOf(context), input) })),
  }),
);
