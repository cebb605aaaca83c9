import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Channel } from '../domain/ports.ts';
import type { Logger } from '../logging.ts';

const SHORTEST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 5_000;

/** The one connection of a process that hears notifications. */
export interface Listener {
  /** Calls `handler` with each notification's id. Returns how to stop that. */
  on(channel: Channel, handler: (id: string) => void): () => void;
  /** Called after a lost connection is back: what was notified in between was missed, so readers read their rows again. */
  onReconnect(handler: () => void): () => void;
  close(): Promise<void>;
}

/** Listens on channels of a database. Rejects where the first connection fails; a later loss is repaired by itself. */
export async function listen(databaseUrl: string, channels: readonly Channel[], logger: Logger): Promise<Listener> {
  const handlers = new Map<string, Set<(id: string) => void>>(channels.map((channel) => [channel, new Set()]));
  const reconnected = new Set<() => void>();
  const closing = new AbortController();

  async function connect(): Promise<Client> {
    const client = new Client({ connectionString: databaseUrl, keepAlive: true, application_name: 'flywheel listener' });
    client.on('notification', ({ channel, payload }) => {
      for (const handler of handlers.get(channel) ?? []) handler(payload ?? '');
    });
    // Without a handler a lost connection would end the process; `end` follows and sees to the rest.
    client.on('error', (error) => logger.debug({ err: error }, 'listener connection'));
    try {
      await client.connect();
      for (const channel of channels) await client.query(`listen ${client.escapeIdentifier(channel)}`);
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
  }

  async function reconnect(): Promise<Client | undefined> {
    for (let wait = SHORTEST_WAIT_MS; !closing.signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      await sleep(wait, undefined, { signal: closing.signal }).catch(() => undefined);
      if (closing.signal.aborted) break;
      try {
        return await connect();
      } catch (error) {
        logger.warn({ err: error, waitMs: wait }, 'the database cannot be reached for notifications; trying again');
      }
    }
    return undefined;
  }

  /** Resolves when the listener was closed. */
  async function keep(first: Client): Promise<void> {
    for (let client: Client | undefined = first; client; ) {
      await ended(client, closing.signal);
      client = await reconnect();
      if (client) for (const handler of reconnected) handler();
    }
  }

  const kept = keep(await connect());
  return {
    on(channel, handler) {
      const set = handlers.get(channel);
      if (!set) throw new Error(`This listener does not listen on ${channel}.`);
      set.add(handler);
      return () => set.delete(handler);
    },
    onReconnect(handler) {
      reconnected.add(handler);
      return () => reconnected.delete(handler);
    },
    async close() {
      closing.abort();
      await kept;
    },
  };
}

/** Waits until the connection is lost, or ends it when `closing` is aborted. */
async function ended(client: Client, closing: AbortSignal): Promise<void> {
  const lost = new Promise<void>((resolve) => {
    client.once('end', () => resolve());
    client.once('error', () => resolve());
  });
  const closed = new Promise<void>((resolve) => {
    if (closing.aborted) resolve();
    else closing.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([lost, closed]);
  await client.end().catch(() => undefined);
}
