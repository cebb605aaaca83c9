import { FlywheelPolicy } from '../../domain/entities/flywheel-policy.ts';
import { findOwn } from '../../domain/find-own.ts';
import type { EventBatch } from '../../jobs/event-feed.ts';
import type { FlywheelFeedEvent } from '../../jobs/event-feeds.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { graphqlError } from '../errors.ts';
import { decodeEventCursor, encodeEventCursor } from '../event-cursor.ts';
import { localId } from '../global-id.ts';
import { FlywheelCycleNode } from '../refs.ts';
import { whileKeyIsValid } from '../subscription.ts';
import { DecisionNumberType } from './decision-number.ts';
import { FlywheelCycleStateType } from './flywheel-cycle.ts';

const readers = { authScopes: { scope: ['READ'] } } as const;

const FlywheelEventType = builder.objectRef<FlywheelFeedEvent>('FlywheelEvent').implement({
  ...readers,
  description: 'A cycle came into a state.',
  fields: (t) => ({
    cycle: t.field({ type: FlywheelCycleNode, description: 'As it is now.', resolve: ({ payload }) => payload.cycleId }),
    state: t.field({ type: FlywheelCycleStateType, resolve: ({ payload }) => payload.state }),
    reason: t.string({ nullable: true, resolve: ({ payload }) => payload.reason }),
    numbers: t.field({ type: [DecisionNumberType], description: 'That decided.', resolve: ({ payload }) => [...payload.numbers] }),
    time: t.expose('time', { type: 'DateTime' }),
  }),
});

const FlywheelEventBatch = builder.objectRef<EventBatch<FlywheelFeedEvent>>('FlywheelEventBatch').implement({
  ...readers,
  description: 'Events in the order in which they were stored.',
  fields: (t) => ({
    events: t.field({ type: [FlywheelEventType], resolve: (batch) => [...batch.events] }),
    cursor: t.string({ description: 'Give it as `after` to go on from here.', resolve: (batch) => encodeEventCursor(batch.last) }),
    caughtUp: t.exposeBoolean('caughtUp', { description: 'The batch reaches the present.' }),
  }),
});

builder.subscriptionField('flywheelEvents', (t) =>
  t.field({
    type: FlywheelEventBatch,
    description: 'What all cycles of a policy came through so far, then each step as it is taken: no event lost, none twice.',
    ...readers,
    args: { flywheelPolicyId: t.arg.id({ required: true }), after: t.arg.string() },
    subscribe: async (_root, { flywheelPolicyId, after }, context) => {
      const from = decodeEventCursor(after);
      const id = localId('FlywheelPolicy', flywheelPolicyId);
      const [policy] = await findOwn(context.em.fork(), FlywheelPolicy, callerOf(context).projectId, [id]);
      if (!policy) throw graphqlError('NOT_FOUND', 'There is no policy with this id.');
      return whileKeyIsValid(context, context.feeds.flywheelEvents(id, from));
    },
    resolve: (batch) => batch,
  }),
);
