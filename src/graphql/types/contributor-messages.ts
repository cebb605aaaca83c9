import { ContributorMessage } from '../../domain/entities/contributor-message.ts';
import { subjectInput } from '../../domain/text-input.ts';
import type { EventBatch } from '../../jobs/event-feed.ts';
import type { MessageFeedEvent } from '../../jobs/event-feeds.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { decodeEventCursor, encodeEventCursor } from '../event-cursor.ts';
import { orGraphqlError } from '../or-graphql-error.ts';
import { ContributorMessageNode } from '../refs.ts';
import { whileKeyIsValid } from '../subscription.ts';
import { participants } from './contributor.ts';

const ContributorMessageBatch = builder.objectRef<EventBatch<MessageFeedEvent>>('ContributorMessageBatch').implement({
  ...participants,
  description: 'Messages in the order in which they were written.',
  fields: (t) => ({
    messages: t.field({
      type: [ContributorMessageNode],
      description: 'As they are now; without those of people who were erased since.',
      resolve: ({ events }, _args, context) => context.em.find(ContributorMessage, { id: { $in: events.map(({ payload }) => payload.messageId) }, project: callerOf(context).projectId }, { orderBy: { number: 'asc' } }),
    }),
    cursor: t.string({ description: 'Give it as `after` to go on from here.', resolve: (batch) => encodeEventCursor(batch.last) }),
    caughtUp: t.exposeBoolean('caughtUp', { description: 'The batch reaches the present.' }),
  }),
});

builder.subscriptionField('contributorMessages', (t) =>
  t.field({
    type: ContributorMessageBatch,
    description: 'All messages to a person so far, then each as it is written: none lost, none twice. Never ends by itself.',
    ...participants,
    args: { subject: t.arg.string({ required: true, description: 'As feedback names them.' }), after: t.arg.string() },
    subscribe: async (_root, { subject, after }, context) => {
      const from = decodeEventCursor(after);
      const box = await orGraphqlError(async () => ({ projectId: callerOf(context).projectId, subject: subjectInput(subject) }));
      return whileKeyIsValid(context, context.feeds.contributorMessages(box, from));
    },
    resolve: (batch) => batch,
  }),
);
