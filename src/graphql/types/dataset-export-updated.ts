import { DatasetExport } from '../../domain/entities/dataset-export.ts';
import { findOwn } from '../../domain/find-own.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { graphqlError } from '../errors.ts';
import { localId } from '../global-id.ts';
import { DatasetExportNode } from '../refs.ts';
import { whileKeyIsValid } from '../subscription.ts';

builder.subscriptionField('datasetExportUpdated', (t) =>
  t.field({
    type: DatasetExportNode,
    description: 'The export as it is, then after each change; ends when it is neither QUEUED nor RUNNING.',
    authScopes: { scope: ['DATA'] },
    args: { datasetExportId: t.arg.id({ required: true }) },
    subscribe: async (_root, { datasetExportId }, context) => {
      const id = localId('DatasetExport', datasetExportId);
      const [row] = await findOwn(context.em.fork(), DatasetExport, callerOf(context).projectId, [id]);
      if (!row) throw graphqlError('NOT_FOUND', 'There is no export with this id.');
      return whileKeyIsValid(context, context.feeds.datasetExportChanged(id));
    },
    resolve: (row) => row,
  }),
);
