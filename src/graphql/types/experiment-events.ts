import { Experiment, ExperimentEvent } from '../../domain/entities/experiment.ts';
import type { experimentEventKinds } from '../../domain/experiments/event-payload.ts';
import { findOwn } from '../../domain/find-own.ts';
import type { EventBatch } from '../../jobs/event-feed.ts';
import type { ExperimentFeedEvent } from '../../jobs/event-feeds.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { graphqlError } from '../errors.ts';
import { decodeEventCursor, encodeEventCursor } from '../event-cursor.ts';
import { localId } from '../global-id.ts';
import { ExperimentNode } from '../refs.ts';
import { whileKeyIsValid } from '../subscription.ts';
import { DecisionNumberType } from './decision-number.ts';
import { ExperimentStateType } from './experiment.ts';

const readers = { authScopes: { scope: ['READ'] } } as const;

const ExperimentEventKind = builder.enumType('ExperimentEventKind', {
  description: 'What happened to an experiment.',
  values: { STARTED: {}, SHARE_GREW: { description: 'More subjects have the candidate.' }, ENDED: { description: 'The last one; `state` says how.' } } satisfies Record<(typeof experimentEventKinds)[number], object>,
});

const ExperimentEventType = builder.objectRef<ExperimentFeedEvent>('ExperimentEvent').implement({
  ...readers,
  description: 'A stored fact about an experiment.',
  fields: (t) => ({
    kind: t.field({ type: ExperimentEventKind, resolve: ({ payload }) => payload.kind }),
    state: t.field({ type: ExperimentStateType, resolve: ({ payload }) => payload.state }),
    share: t.float({ description: 'From then on.', resolve: ({ payload }) => payload.share }),
    actor: t.string({ description: 'Name of the API key, or of the part of the server.', resolve: ({ payload }) => payload.actor }),
    reason: t.string({ nullable: true, resolve: ({ payload }) => payload.reason }),
    numbers: t.field({ type: [DecisionNumberType], description: 'That decided.', resolve: ({ payload }) => [...payload.numbers] }),
    time: t.expose('time', { type: 'DateTime' }),
  }),
});

const ExperimentEventBatch = builder.objectRef<EventBatch<ExperimentFeedEvent>>('ExperimentEventBatch').implement({
  ...readers,
  description: 'Events in the order in which they were stored.',
  fields: (t) => ({
    events: t.field({ type: [ExperimentEventType], resolve: (batch) => [...batch.events] }),
    cursor: t.string({ description: 'Give it as `after` to go on from here.', resolve: (batch) => encodeEventCursor(batch.last) }),
    caughtUp: t.exposeBoolean('caughtUp', { description: 'The batch reaches the present.' }),
  }),
});

builder.objectField(ExperimentNode, 'events', (t) =>
  t.field({
    type: [ExperimentEventType],
    description: 'In the order in which they were stored.',
    resolve: (experiment, _args, { em }) => em.find(ExperimentEvent, { experiment: experiment.id }, { orderBy: { number: 'asc' } }),
  }),
);

builder.subscriptionField('experimentEvents', (t) =>
  t.field({
    type: ExperimentEventBatch,
    description: 'What happened so far, then what happens, until the end: no event lost, none twice.',
    ...readers,
    args: { experimentId: t.arg.id({ required: true }), after: t.arg.string() },
    subscribe: async (_root, { experimentId, after }, context) => {
      const from = decodeEventCursor(after);
      const id = localId('Experiment', experimentId);
      const [experiment] = await findOwn(context.em.fork(), Experiment, callerOf(context).projectId, [id]);
      if (!experiment) throw graphqlError('NOT_FOUND', 'There is no experiment with this id.');
      return whileKeyIsValid(context, context.feeds.experimentEvents(id, from));
    },
    resolve: (batch) => batch,
  }),
);
