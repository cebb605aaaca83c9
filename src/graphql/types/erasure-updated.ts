import { Erasure } from '../../domain/entities/erasure.ts';
import { findOwn } from '../../domain/find-own.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { graphqlError } from '../errors.ts';
import { localId } from '../global-id.ts';
import { ErasureNode } from '../refs.ts';
import { whileKeyIsValid } from '../subscription.ts';

builder.subscriptionField('erasureUpdated', (t) =>
  t.field({
    type: ErasureNode,
    description: 'The erasure as it is, then after each change; ends when it has SUCCEEDED or FAILED.',
    authScopes: { scope: ['ADMIN'] },
    args: { erasureId: t.arg.id({ required: true }) },
    subscribe: async (_root, { erasureId }, context) => {
      const id = localId('Erasure', erasureId);
      const [erasure] = await findOwn(context.em.fork(), Erasure, callerOf(context).projectId, [id]);
      if (!erasure) throw graphqlError('NOT_FOUND', 'There is no erasure with this id.');
      return whileKeyIsValid(context, context.feeds.erasureChanged(id));
    },
    resolve: (erasure) => erasure,
  }),
);
