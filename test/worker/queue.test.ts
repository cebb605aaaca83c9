import { randomUUID } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openOrm } from '../../src/database/orm.ts';
import { openJobQueue, type OpenJobQueue } from '../../src/jobs/queue.ts';
import { createLogger } from '../../src/logging.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startChild, type TestChild } from './support/child.ts';

const logger = createLogger('error', 'test');
const children: TestChild[] = [];
let database: TestDatabase;
let orm: MikroORM;
let sender: OpenJobQueue;

interface Taken {
  readonly taken: string;
  readonly attempt: number;
  readonly at: number;
}
const isTaken = (message: unknown): message is Taken => typeof message === 'object' && message !== null && 'taken' in message;
const takes = (id: string, attempt = 1) => (message: unknown): message is Taken => isTaken(message) && message.taken === id && message.attempt >= attempt;
const isReady = (message: unknown): message is { ready: true } => typeof message === 'object' && message !== null && 'ready' in message;

async function startWorker(...args: string[]): Promise<TestChild> {
  const child = startChild('./queue-worker.ts', [database.url, ...args]);
  children.push(child);
  await child.message(isReady);
  return child;
}

/** In order, so that the job just done is marked as done and does not come again. */
async function stop(worker: TestChild): Promise<void> {
  worker.send({ stop: true });
  await worker.exited;
}

const send = (trainingRunId: string, priority = 0) => orm.em.fork().transactional((em) => sender.send(em, { type: 'train', trainingRunId, priority }));
const liveJobs = async (id: string) => {
  const rows = await orm.em.fork().execute<{ count: number }[]>(`select count(*)::int as count from flywheel_jobs.job where singleton_key = ? and state <= 'active'`, [id]);
  return rows[0]?.count;
};

beforeAll(async () => {
  database = await createTestDatabase();
  orm = openOrm({ databaseUrl: database.url });
  // The queue's own tables do not exist yet: whoever comes first makes them, and nobody may fail.
  const opened = await Promise.all(Array.from({ length: 4 }, () => openJobQueue({ databaseUrl: database.url, role: 'send', logger })));
  sender = opened[0]!;
  await Promise.all(opened.slice(1).map((queue) => queue.close()));
});

afterAll(async () => {
  for (const child of children) await child.kill('SIGKILL');
  await sender.close();
  await orm.close();
  await database.drop();
});

describe('a job', () => {
  test('stands or falls with the transaction that sent it', async () => {
    const [rolledBack, committed] = [randomUUID(), randomUUID()];
    await expect(
      orm.em.fork().transactional(async (em) => {
        await sender.send(em, { type: 'train', trainingRunId: rolledBack, priority: 0 });
        throw new Error('rolled back on purpose');
      }),
    ).rejects.toThrow('on purpose');
    await send(committed);
    expect(await liveJobs(rolledBack)).toBe(0);
    expect(await liveJobs(committed)).toBe(1);
    const worker = await startWorker();
    await worker.message(takes(committed));
    expect(worker.messages.filter(isTaken).map(({ taken }) => taken)).toEqual([committed]);
    await stop(worker);
  });

  test('outside a transaction is refused', async () => {
    await expect(sender.send(orm.em.fork(), { type: 'train', trainingRunId: randomUUID(), priority: 0 })).rejects.toThrow('transaction');
  });

  test('is there once per object, however often it is sent', async () => {
    const id = randomUUID();
    await Promise.all([send(id), send(id), send(id)]);
    expect(await liveJobs(id)).toBe(1);
    const worker = await startWorker('hold');
    await worker.message(takes(id));
    await send(id);
    expect(await liveJobs(id)).toBe(1);
    // Ends by handing the job back: it waits again, and is not lost.
    await stop(worker);
    expect(await liveJobs(id)).toBe(1);
    const next = await startWorker();
    const { attempt } = await next.message(takes(id));
    expect(attempt).toBe(2);
    await stop(next);
  });

  test('of higher priority is taken first, and the next at once when one is done', async () => {
    const ids = [randomUUID(), randomUUID(), randomUUID()] as const;
    await send(ids[0], 1);
    await send(ids[1], 5);
    await send(ids[2], 3);
    const worker = await startWorker();
    await worker.message(takes(ids[0]));
    const taken = worker.messages.filter(isTaken);
    expect(taken.map((one) => one.taken)).toEqual([ids[1], ids[2], ids[0]]);
    expect(taken[2]!.at - taken[0]!.at).toBeLessThan(400);
    await stop(worker);
  });

  test('is taken within a fraction of a second, woken by its notification', async () => {
    const worker = await startWorker();
    const delays: number[] = [];
    for (let index = 0; index < 10; index += 1) {
      const id = randomUUID();
      const sentAt = Date.now();
      await send(id);
      delays.push((await worker.message(takes(id))).at - sentAt);
    }
    delays.sort((a, b) => a - b);
    console.log(`queue latency over 10 jobs: median ${delays[5]} ms, longest ${delays[9]} ms`);
    expect(delays[5]).toBeLessThan(150);
    await stop(worker);
  });

  test('that is done is forgotten after a while', async () => {
    const id = randomUUID();
    await send(id);
    const worker = await startWorker();
    await worker.message(takes(id));
    const em = orm.em.fork();
    const states = async () => (await em.execute<{ state: string }[]>(`select state from flywheel_jobs.job where singleton_key = ?`, [id])).map(({ state }) => state);
    await expect.poll(states).toEqual(['completed']);
    await em.execute(`update flywheel_jobs.job set completed_on = now() - interval '8 days' where singleton_key = ?`, [id]);
    await em.execute(`update flywheel_jobs.queue set maintain_on = null`);
    await expect.poll(states, { timeout: 20_000 }).toEqual([]);
    await stop(worker);
  });

  test('of a worker that was killed goes to another', async () => {
    const id = randomUUID();
    const lost = await startWorker('hold');
    await send(id);
    await lost.message(takes(id));
    await lost.kill('SIGKILL');
    const killedAt = Date.now();
    const other = await startWorker();
    const { attempt, at } = await other.message(takes(id));
    console.log(`taken over ${at - killedAt} ms after the kill`);
    expect(attempt).toBe(2);
    await stop(other);
  });
});
