import type { ServerResponse } from 'node:http';
import type { MikroORM } from '@mikro-orm/postgresql';
import { sendJson } from './respond.ts';

const READY_WITHIN_MS = 2_000;

/** Whether the process lives. */
export function sendHealth(response: ServerResponse): void {
  sendJson(response, 200, { status: 'ok' });
}

/** Whether requests can be served: the database answers and the server is not shutting down. */
export async function sendReadiness(response: ServerResponse, orm: MikroORM, stopping: boolean): Promise<void> {
  const database = !stopping && (await answersInTime(orm));
  sendJson(response, database ? 200 : 503, { status: database ? 'ready' : 'not ready', database, stopping });
}

async function answersInTime(orm: MikroORM): Promise<boolean> {
  const timeout = new Promise<false>((resolve) => setTimeout(() => resolve(false), READY_WITHIN_MS).unref());
  const answer = orm.em.fork().execute('select 1').then(() => true, () => false);
  return Promise.race([answer, timeout]);
}
