import { TrainingRun, trainingRunStates } from '../../domain/entities/training-run.ts';
import { TrainingRunEvent } from '../../domain/entities/training-run-event.ts';
import { findOwn } from '../../domain/find-own.ts';
import type { LogLevel, TrainingRunEventPayload } from '../../domain/training-run-event-payload.ts';
import type { EventBatch } from '../../jobs/event-feed.ts';
import type { RunEvent } from '../../jobs/event-feeds.ts';
import { builder } from '../builder.ts';
import { callerOf, type Context } from '../context.ts';
import { badInput, graphqlError } from '../errors.ts';
import { decodeEventCursor, encodeEventCursor } from '../event-cursor.ts';
import { localId } from '../global-id.ts';
import { whileKeyIsValid } from '../subscription.ts';
import { MetricValue, TrainingProgress } from './metric.ts';
import { GenerationOutputType } from './output.ts';

export const TrainingRunStateType = builder.enumType('TrainingRunState', { values: trainingRunStates, description: 'Where a run stands.' });

type EventOf<Type extends TrainingRunEventPayload['type']> = Omit<RunEvent, 'payload'> & { readonly payload: Extract<TrainingRunEventPayload, { type: Type }> };
const readers = { authScopes: { scope: ['READ'] } } as const;

const TrainingRunStateChanged = builder.objectRef<EventOf<'TrainingRunStateChanged'>>('TrainingRunStateChanged').implement({
  ...readers,
  description: 'The run came into another state, or another attempt began.',
  fields: (t) => ({
    state: t.field({ type: TrainingRunStateType, resolve: ({ payload }) => payload.state }),
    attempt: t.int({ resolve: ({ payload }) => payload.attempt }),
    message: t.string({ nullable: true, resolve: ({ payload }) => payload.message }),
    time: t.expose('time', { type: 'DateTime' }),
  }),
});

const MetricsLogged = builder.objectRef<EventOf<'MetricsLogged'>>('MetricsLogged').implement({
  ...readers,
  description: 'Metrics measured at a step.',
  fields: (t) => ({
    step: t.int({ resolve: ({ payload }) => payload.step }),
    values: t.field({ type: [MetricValue], resolve: ({ payload }) => payload.values.map((metric) => ({ ...metric, step: payload.step })) }),
    progress: t.field({ type: TrainingProgress, resolve: ({ payload }) => payload.progress }),
    time: t.expose('time', { type: 'DateTime' }),
  }),
});

const SamplesMade = builder.objectRef<EventOf<'SamplesMade'>>('SamplesMade').implement({
  ...readers,
  description: 'Pictures or texts made while training.',
  fields: (t) => ({
    step: t.int({ resolve: ({ payload }) => payload.step }),
    outputs: t.field({ type: [GenerationOutputType], resolve: ({ payload }) => [...payload.outputs] }),
    time: t.expose('time', { type: 'DateTime' }),
  }),
});

const CheckpointSaved = builder.objectRef<EventOf<'CheckpointSaved'>>('CheckpointSaved').implement({
  ...readers,
  description: 'The run can go on from this step.',
  fields: (t) => ({
    step: t.int({ resolve: ({ payload }) => payload.step }),
    sizeBytes: t.float({ resolve: ({ payload }) => payload.sizeBytes }),
    time: t.expose('time', { type: 'DateTime' }),
  }),
});

const LogLevelType = builder.enumType('LogLevel', {
  description: 'How much a line of the log matters.',
  values: { INFO: {}, WARNING: { description: 'Somebody should look at it.' } } satisfies Record<LogLevel, object>,
});

const LogWritten = builder.objectRef<EventOf<'LogWritten'>>('LogWritten').implement({
  ...readers,
  description: 'A line that the trainer wrote.',
  fields: (t) => ({
    line: t.string({ resolve: ({ payload }) => payload.line }),
    level: t.field({ type: LogLevelType, resolve: ({ payload }) => payload.level ?? 'INFO' }),
    time: t.expose('time', { type: 'DateTime' }),
  }),
});

const TrainingRunEventType = builder.unionType('TrainingRunEvent', {
  description: 'A stored fact about a run.',
  types: [TrainingRunStateChanged, MetricsLogged, SamplesMade, CheckpointSaved, LogWritten],
  resolveType: (event) => event.payload.type,
});

const TrainingRunEventBatch = builder.objectRef<EventBatch<RunEvent>>('TrainingRunEventBatch').implement({
  ...readers,
  description: 'Events in the order in which they were stored.',
  fields: (t) => ({
    // The union's members differ in their payload alone, which `type` tells apart.
    events: t.field({ type: [TrainingRunEventType], resolve: (batch) => batch.events as never }),
    cursor: t.string({ description: 'Give it as `after` to go on from here.', resolve: (batch) => encodeEventCursor(batch.last) }),
    caughtUp: t.exposeBoolean('caughtUp', { description: 'The batch reaches the present.' }),
  }),
});

async function checkOwnRun(context: Context, globalId: string): Promise<string> {
  const id = localId('TrainingRun', globalId);
  const [run] = await findOwn(context.em.fork(), TrainingRun, callerOf(context).projectId, [id]);
  if (!run) throw graphqlError('NOT_FOUND', 'There is no training run with this id.');
  return id;
}

const DEFAULT_EVENTS = 100;
const MAX_EVENTS = 1000;

builder.queryField('trainingRunEvents', (t) =>
  t.field({
    ...readers,
    type: TrainingRunEventBatch,
    description: "The subscription's events for clients without a socket: the same batches, the same cursors.",
    args: {
      trainingRunId: t.arg.id({ required: true }),
      after: t.arg.string(),
      first: t.arg.int({ description: `At most ${MAX_EVENTS}; ${DEFAULT_EVENTS} where absent.` }),
    },
    resolve: async (_root, { trainingRunId, after, first }, context) => {
      const limit = first ?? DEFAULT_EVENTS;
      if (limit < 1 || limit > MAX_EVENTS) throw badInput(`first must be from 1 to ${MAX_EVENTS}, not ${limit}.`);
      const from = decodeEventCursor(after);
      const trainingRun = await checkOwnRun(context, trainingRunId);
      const rows = await context.em.find(TrainingRunEvent, { trainingRun, number: { $gt: from } }, { orderBy: { number: 'asc' }, limit: limit + 1 });
      const events = rows.slice(0, limit).map(({ number, payload, time }) => ({ number, payload, time }));
      return { events, last: events.at(-1)?.number ?? from, caughtUp: rows.length <= limit };
    },
  }),
);

builder.subscriptionField('trainingRunEvents', (t) =>
  t.field({
    ...readers,
    type: TrainingRunEventBatch,
    description: 'Replays what was stored after `after`, then goes on live: no event lost, none twice. Ends with the run.',
    args: { trainingRunId: t.arg.id({ required: true }), after: t.arg.string() },
    subscribe: async (_root, { trainingRunId, after }, context) => {
      const from = decodeEventCursor(after);
      const id = await checkOwnRun(context, trainingRunId);
      return whileKeyIsValid(context, context.feeds.trainingRunEvents(id, from));
    },
    resolve: (batch) => batch,
  }),
);
