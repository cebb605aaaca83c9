import { Generation } from '../../domain/entities/generation.ts';
import { findOwn } from '../../domain/find-own.ts';
import type { GenerationEventPayload } from '../../domain/stored-output.ts';
import type { EventBatch } from '../../jobs/event-feed.ts';
import type { MadeEvent } from '../../jobs/event-feeds.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { graphqlError } from '../errors.ts';
import { decodeEventCursor, encodeEventCursor } from '../event-cursor.ts';
import { localId } from '../global-id.ts';
import { untilLeft, whileKeyIsValid } from '../subscription.ts';
import { GenerationStateType } from './generation.ts';
import { GenerationOutputType, outputReaders } from './output.ts';

type PayloadOf<Type extends GenerationEventPayload['type']> = Extract<GenerationEventPayload, { type: Type }>;

const TextGenerated = builder.objectRef<PayloadOf<'TextGenerated'>>('TextGenerated').implement({
  description: 'A piece of a text that is still being made. The pieces that come before an OutputMade are of its text.',
  authScopes: outputReaders,
  fields: (t) => ({ text: t.exposeString('text') }),
});

const OutputMade = builder.objectRef<PayloadOf<'OutputMade'>>('OutputMade').implement({
  description: 'An output is finished.',
  authScopes: outputReaders,
  fields: (t) => ({ output: t.field({ type: GenerationOutputType, resolve: (event) => event.output }) }),
});

const GenerationStateChanged = builder.objectRef<PayloadOf<'GenerationStateChanged'>>('GenerationStateChanged').implement({
  description: 'The generation came into another state.',
  authScopes: outputReaders,
  fields: (t) => ({
    state: t.field({ type: GenerationStateType, resolve: (event) => event.state }),
    message: t.exposeString('message', { nullable: true }),
  }),
});

const GenerationEventType = builder.unionType('GenerationEvent', {
  description: 'A stored fact about a generation.',
  types: [TextGenerated, OutputMade, GenerationStateChanged],
  resolveType: (event) => event.type,
});

const GenerationEventBatch = builder.objectRef<EventBatch<MadeEvent>>('GenerationEventBatch').implement({
  description: 'Events in the order in which they were stored.',
  authScopes: outputReaders,
  fields: (t) => ({
    events: t.field({ type: [GenerationEventType], resolve: (batch) => batch.events.map((event) => event.payload) }),
    cursor: t.string({ description: 'Give it as `after` to go on from here.', resolve: (batch) => encodeEventCursor(batch.last) }),
    caughtUp: t.exposeBoolean('caughtUp', { description: 'The batch reaches the present.' }),
  }),
});

builder.subscriptionField('generationEvents', (t) =>
  t.field({
    type: GenerationEventBatch,
    description: 'What is made as it is made, then the end: no event lost, none twice. Who may GENERATE and closes it as the last one to follow ends the work: the generation is CANCELED, but for those who come back within 2 s.',
    authScopes: outputReaders,
    args: { generationId: t.arg.id({ required: true }), after: t.arg.string() },
    subscribe: async (_root, { generationId, after }, context) => {
      const from = decodeEventCursor(after);
      const id = localId('Generation', generationId);
      const [generation] = await findOwn(context.em.fork(), Generation, callerOf(context).projectId, [id]);
      if (!generation) throw graphqlError('NOT_FOUND', 'There is no generation with this id.');
      const events = context.feeds.generationEvents(id, from);
      if (!callerOf(context).scopes.has('GENERATE')) return whileKeyIsValid(context, events);
      const leave = await context.followers.follow(id, true);
      return untilLeft(whileKeyIsValid(context, events), () => leave('GONE'));
    },
    resolve: (batch) => batch,
  }),
);
