import { createSourceEventStream, execute } from 'graphql';
import { isAsyncIterable, mapAsyncIterator, type Plugin } from 'graphql-yoga';
import type { Context } from '../graphql/context.ts';

/**
 * Each event of a subscription is answered like a query of its own: with a context, so with loaders and a unit of work, that nothing
 * was read into before. One context for all events would answer with what the first of them found. Costs one fork of the entity manager
 * and no query per event; what loaders batch is batched within the event.
 */
export function contextPerEvent(): Plugin<Context> {
  return {
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn(async (args) => {
        const events = await createSourceEventStream(args);
        if (!isAsyncIterable(events)) return events;
        return mapAsyncIterator(events, (event) => execute({ ...args, rootValue: event, contextValue: ofEvent(args.contextValue) }));
      });
    },
  };
}

const ofEvent = (context: Context): Context => ({ ...context, em: context.orm.em.fork() });
