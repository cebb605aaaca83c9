import { Evaluation } from '../../domain/entities/evaluation.ts';
import { findOwn } from '../../domain/find-own.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { graphqlError } from '../errors.ts';
import { localId } from '../global-id.ts';
import { EvaluationNode } from '../refs.ts';
import { whileKeyIsValid } from '../subscription.ts';

builder.subscriptionField('evaluationUpdated', (t) =>
  t.field({
    type: EvaluationNode,
    description: 'The evaluation as it is, then after each change; progress twice a second at most; ends when it has SUCCEEDED, FAILED or been CANCELED.',
    authScopes: { scope: ['READ'] },
    args: { evaluationId: t.arg.id({ required: true }) },
    subscribe: async (_root, { evaluationId }, context) => {
      const id = localId('Evaluation', evaluationId);
      const [evaluation] = await findOwn(context.em.fork(), Evaluation, callerOf(context).projectId, [id]);
      if (!evaluation) throw graphqlError('NOT_FOUND', 'There is no evaluation with this id.');
      return whileKeyIsValid(context, context.feeds.evaluationChanged(id));
    },
    resolve: (evaluation) => evaluation,
  }),
);
