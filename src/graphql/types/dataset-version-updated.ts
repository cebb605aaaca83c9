import { DatasetVersion } from '../../domain/entities/dataset-version.ts';
import { findOwn } from '../../domain/find-own.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { graphqlError } from '../errors.ts';
import { localId } from '../global-id.ts';
import { DatasetVersionNode } from '../refs.ts';
import { whileKeyIsValid } from '../subscription.ts';

builder.subscriptionField('datasetVersionUpdated', (t) =>
  t.field({
    type: DatasetVersionNode,
    description: 'The version as it is, then after each change; ends when it is READY, REJECTED or FAILED.',
    authScopes: { scope: ['READ'] },
    args: { datasetVersionId: t.arg.id({ required: true }) },
    subscribe: async (_root, { datasetVersionId }, context) => {
      const id = localId('DatasetVersion', datasetVersionId);
      const [version] = await findOwn(context.em.fork(), DatasetVersion, callerOf(context).projectId, [id]);
      if (!version) throw graphqlError('NOT_FOUND', 'There is no dataset version with this id.');
      return whileKeyIsValid(context, context.feeds.datasetVersionChanged(id));
    },
    resolve: (version) => version,
  }),
);
