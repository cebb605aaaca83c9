import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Channel } from '../domain/ports.ts';
import type { Logger } from '../logging.ts';
import type { Listener } from './listen.ts';
import { stoppable } from './stoppable.ts';
import { type EventSource, type NumberedEvent, Tail } from './tail.ts';

/** Between two looks for what a lost notification left unseen. */
const SAFETY_POLL_MS = 2_000;
/** Of the pool's connections, what looks at everything that is followed may take; requests have the others. */
const LOOKS_AT_ONCE = 4;

export interface EventBatch<E> {
  readonly events: readonly E[];
  /** Number of the last event delivered so far; give it as `after` to go on from here. */
  readonly last: number;
  /** Whether the batch reaches the present. */
  readonly caughtUp: boolean;
}

export interface EventFeed<E> {
  /**
   * The events after a number: first those stored, then those to come; each once, in order. Begins with a batch at
   * once, empty where there is nothing to replay. Ends after the object's last event.
   */
  follow(id: string, after?: number): AsyncIterableIterator<EventBatch<E>, void, void>;
  close(): void;
}

export interface EventFeedOptions<E extends NumberedEvent> {
  readonly source: EventSource<E>;
  /** Notified with an object's key when it has new events. */
  readonly channel: Channel;
  /** Its id where absent. */
  readonly keyOf?: (id: string) => string;
  /** Milliseconds between two looks for what a lost notification left unseen, a statement for each object that is followed; 2,000 where absent. */
  readonly safetyPollMs?: number;
  /**
   * Milliseconds after a batch of these events before a subscriber gets the next one, but for the last event: per
   * message, GraphQL costs more than anything else here.
   */
  readonly pauseMs: (events: readonly E[]) => number;
  readonly listener: Listener;
  readonly logger: Logger;
}

/** Turns stored events and notifications into streams. */
export function openEventFeed<E extends NumberedEvent>({ source, channel, keyOf = (id) => id, safetyPollMs = SAFETY_POLL_MS, pauseMs, listener, logger }: EventFeedOptions<E>): EventFeed<E> {
  const tails = new Map<string, Tail<E>>();
  const refreshAll = () => {
    const left = [...tails.values()];
    const refreshSome = async () => {
      for (let tail = left.pop(); tail; tail = left.pop()) await tail.refresh();
    };
    for (let reader = 0; reader < LOOKS_AT_ONCE; reader += 1) void refreshSome();
  };
  const stopListening = [listener.on(channel, (key) => void tails.get(key)?.refresh()), listener.onReconnect(refreshAll)];
  const poll = setInterval(refreshAll, safetyPollMs).unref();
  const closing = new AbortController();

  async function* subscribe(id: string, after: number, left: AbortSignal): AsyncGenerator<EventBatch<E>, void, void> {
    // Registered first, so that no event falls between the replay and what follows live.
    const key = keyOf(id);
    const tail = tails.get(key) ?? new Tail(source, id, key, logger);
    tails.set(key, tail);
    tail.subscribers += 1;
    try {
      yield* batches(tail, after, pauseMs, AbortSignal.any([left, closing.signal]));
    } finally {
      tail.subscribers -= 1;
      if (tail.subscribers === 0 && tails.get(key) === tail) tails.delete(key);
    }
  }

  return {
    follow: (id, after = 0) => stoppable((left) => subscribe(id, after, left)),
    close() {
      clearInterval(poll);
      for (const stop of stopListening) stop();
      closing.abort();
    },
  };
}

async function* batches<E extends NumberedEvent>(tail: Tail<E>, after: number, pauseMs: EventFeedOptions<E>['pauseMs'], signal: AbortSignal): AsyncGenerator<EventBatch<E>, void, void> {
  await tail.opened;
  let last = after;
  let nextAt = 0;
  for (let sent = false; !signal.aborted; sent = true) {
    const head = tail.head;
    const events = await tail.after(last);
    if (signal.aborted) return;
    last = events.at(-1)?.number ?? last;
    const caughtUp = last >= tail.head;
    if (events.length > 0) nextAt = performance.now() + pauseMs(events);
    if (events.length > 0 || !sent) yield { events, last, caughtUp };
    if (last >= tail.head && tail.ended) return;
    if (caughtUp) {
      await tail.movedFrom(head, signal);
      await tail.endedOr(nextAt, signal);
    } else {
      // A replay must not keep the process from answering others, nor from hearing that its reader left.
      await nextTurn();
    }
  }
}
