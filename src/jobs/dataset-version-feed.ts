import type { MikroORM } from '@mikro-orm/postgresql';
import { DatasetVersion } from '../domain/entities/dataset-version.ts';
import { channels } from '../domain/ports.ts';
import type { Listener } from './listen.ts';
import { stoppable } from './stoppable.ts';
import { Wakeup } from './wakeup.ts';

/** Looks for what a lost notification left unseen. */
const SAFETY_POLL_MS = 2_000;

export interface DatasetVersionFeed {
  follow(id: string): AsyncIterableIterator<DatasetVersion, void, void>;
  close(): void;
}

/** Each change of a dataset version as a fresh row; ends when the version is finished, or where there is none. */
export function openDatasetVersionFeed(orm: MikroORM, listener: Listener): DatasetVersionFeed {
  const wakeups = new Map<string, { wakeup: Wakeup; subscribers: number }>();
  const closing = new AbortController();
  const stopListening = [
    listener.on(channels.datasetVersion, (id) => wakeups.get(id)?.wakeup.wake()),
    listener.onReconnect(() => {
      for (const { wakeup } of wakeups.values()) wakeup.wake();
    }),
  ];

  async function* subscribe(id: string, left: AbortSignal): AsyncGenerator<DatasetVersion, void, void> {
    const signal = AbortSignal.any([left, closing.signal]);
    const entry = wakeups.get(id) ?? { wakeup: new Wakeup(), subscribers: 0 };
    wakeups.set(id, entry);
    entry.subscribers += 1;
    try {
      for (let seen = ''; !signal.aborted; ) {
        // Waiting begins before the row is read, so that a change in between is not missed.
        const changed = entry.wakeup.next(signal, SAFETY_POLL_MS);
        const version = await orm.em.fork().findOne(DatasetVersion, id);
        if (!version) return;
        const now = `${version.status} ${version.progress}`;
        if (now !== seen) yield version;
        seen = now;
        if (version.status !== 'IMPORTING' && version.status !== 'ASSESSING') return;
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
