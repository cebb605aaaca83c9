import { DataStudy } from '../../domain/entities/data-study.ts';
import { findOwn } from '../../domain/find-own.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { graphqlError } from '../errors.ts';
import { localId } from '../global-id.ts';
import { DataStudyNode } from '../refs.ts';
import { whileKeyIsValid } from '../subscription.ts';

builder.subscriptionField('dataStudyUpdated', (t) =>
  t.field({
    type: DataStudyNode,
    description: 'The study as it is, then after each change; ends when it has SUCCEEDED, FAILED or been CANCELED.',
    authScopes: { scope: ['READ'] },
    args: { dataStudyId: t.arg.id({ required: true }) },
    subscribe: async (_root, { dataStudyId }, context) => {
      const id = localId('DataStudy', dataStudyId);
      const [study] = await findOwn(context.em.fork(), DataStudy, callerOf(context).projectId, [id]);
      if (!study) throw graphqlError('NOT_FOUND', 'There is no data study with this id.');
      return whileKeyIsValid(context, context.feeds.dataStudyChanged(id));
    },
    resolve: (study) => study,
  }),
);
