import type { EntityName, FilterQuery, MikroORM } from '@mikro-orm/postgresql';
import type { Channel } from '../domain/ports.ts';
import type { Listener } from './listen.ts';
import { stoppable } from './stoppable.ts';
import { Wakeup } from './wakeup.ts';

/** Looks for what a lost notification left unseen. */
const SAFETY_POLL_MS = 2_000;

export interface RowFeed<Row> {
  follow(id: string): AsyncIterableIterator<Row, void, void>;
  close(): void;
}

export interface RowFeedOptions<Row extends object> {
  readonly orm: MikroORM;
  readonly listener: Listener;
  /** Notified with a row's id when it changes. */
  readonly channel: Channel;
  readonly entity: EntityName<Row>;
  /** What a subscriber sees of a row: it is told again when this has changed. */
  stateOf(row: Row): string;
  isFinished(row: Row): boolean;
}

/** Each change of a row, freshly read; ends when it is finished, or where there is none. */
export function openRowFeed<Row extends { readonly id: string }>({ orm, listener, channel, entity, stateOf, isFinished }: RowFeedOptions<Row>): RowFeed<Row> {
  const wakeups = new Map<string, { wakeup: Wakeup; subscribers: number }>();
  const closing = new AbortController();
  const stopListening = [
    listener.on(channel, (id) => wakeups.get(id)?.wakeup.wake()),
    listener.onReconnect(() => {
      for (const { wakeup } of wakeups.values()) wakeup.wake();
    }),
  ];

  async function* subscribe(id: string, left: AbortSignal): AsyncGenerator<Row, void, void> {
    const signal = AbortSignal.any([left, closing.signal]);
    const entry = wakeups.get(id) ?? { wakeup: new Wakeup(), subscribers: 0 };
    wakeups.set(id, entry);
    entry.subscribers += 1;
    try {
      for (let seen: string | undefined; !signal.aborted; ) {
        // Waiting begins before the row is read, so that a change in between is not missed.
        const changed = entry.wakeup.next(signal, SAFETY_POLL_MS);
        // MikroORM's filter type cannot see that every Row has an id.
        const row = await orm.em.fork().findOne(entity, { id } as FilterQuery<Row>);
        if (!row) return;
        const now = stateOf(row);
        if (now !== seen) yield row;
        seen = now;
        if (isFinished(row)) return;
        await changed;
      }
    } finally {
      entry.subscribers -= 1;
      if (entry.subscribers === 0) wakeups.delete(id);
    }
  }

  return {
    follow: (id) => stoppable((left) => subscribe(id, left)),
    close() {
      for (const stop of stopListening) stop();
      closing.abort();
    },
  };
}
