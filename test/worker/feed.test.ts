import type { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openOrm } from '../../src/database/orm.ts';
import { DatasetVersion } from '../../src/domain/entities/dataset-version.ts';
import { TrainingRun } from '../../src/domain/entities/training-run.ts';
import { TrainingRunEvent } from '../../src/domain/entities/training-run-event.ts';
import { channels, notify } from '../../src/domain/ports.ts';
import { storeMessages } from '../../src/domain/participation/store-messages.ts';
import { recordState } from '../../src/domain/training-runs/record-state.ts';
import type { EventBatch } from '../../src/jobs/event-feed.ts';
import { type EventFeeds, feedChannels, type MessageFeedEvent, openEventFeeds, type RunEvent } from '../../src/jobs/event-feeds.ts';
import { listen, type Listener } from '../../src/jobs/listen.ts';
import { createLogger } from '../../src/logging.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startChild } from './support/child.ts';
import { createDatasetVersion, createProject, createTrainingRun } from './support/rows.ts';

const logger = createLogger('fatal', 'test');
const EVENTS = 1_500;
const SUBSCRIBERS = 50;
const PEOPLE = 50;

let database: TestDatabase;
let orm: MikroORM;
let listener: Listener;
let feeds: EventFeeds;
let runId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  orm = openOrm({ databaseUrl: database.url });
  listener = await listen(database.url, feedChannels, logger);
  feeds = openEventFeeds(orm, listener, logger);
});

beforeEach(async () => {
  const em = orm.em.fork();
  runId = createTrainingRun(em, createProject(em)).id;
  await em.flush();
});

afterAll(async () => {
  feeds.close();
  await listener.close();
  await orm.close();
  await database.drop();
});

async function log(...lines: string[]): Promise<void> {
  await orm.em.fork().transactional(async (em) => {
    const [row] = await em.execute<{ number: number }[]>('update training_run set event_count = event_count + ? where id = ? returning event_count as number', [lines.length, runId]);
    const first = row!.number - lines.length + 1;
    const time = new Date();
    await em.insertMany(
      TrainingRunEvent,
      lines.map((line, index) => ({ trainingRun: runId, number: first + index, type: 'LogWritten' as const, step: null, payload: { type: 'LogWritten' as const, line }, time })),
    );
    await notify(em, channels.trainingRun, runId);
  });
}

const finish = () =>
  orm.em.fork().transactional(async (em) => {
    const run = await em.findOneOrFail(TrainingRun, runId);
    await recordState(em, run, 'CANCELED');
  });

/** A small generator of repeatable numbers (Lehmer). */
function lehmer(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

async function take<E>(stream: AsyncIterator<EventBatch<E>, void, void>): Promise<EventBatch<E>> {
  const result = await stream.next();
  if (result.done) throw new Error('The stream ended.');
  return result.value;
}

describe('a stream of run events', () => {
  test('loses nothing and doubles nothing, over lost connections and readers that come and go', async () => {
    const writer = startChild('./event-writer.ts', [database.url, runId, String(EVENTS)]);
    const random = lehmer(7);

    async function subscribe(): Promise<{ numbers: number[]; connections: number }> {
      const numbers: number[] = [];
      for (let connections = 1, last = 0; ; connections += 1) {
        const patience = 1 + random(6);
        let batches = 0;
        let left = false;
        for await (const batch of feeds.trainingRunEvents(runId, last)) {
          numbers.push(...batch.events.map((event) => event.number));
          last = batch.last;
          if (batch.events.length > 0) batches += 1;
          left = batches === patience;
          if (left) break;
        }
        if (!left) return { numbers, connections };
      }
    }
    const all = Promise.all(Array.from({ length: SUBSCRIBERS }, subscribe));

    const admin = orm.em.fork();
    let killed = 0;
    for (let mark = 50; mark < EVENTS; mark += 150) {
      await writer.message((message): message is object => typeof message === 'object' && message !== null && 'written' in message && message.written === mark);
      const rows = await admin
        .execute<unknown[]>(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name <> 'test event writer'`)
        .catch(() => []);
      killed += rows.length;
    }
    const results = await all;
    await writer.exited;

    const expected = Array.from({ length: EVENTS }, (_, index) => index + 1);
    for (const { numbers } of results) expect(numbers).toEqual(expected);
    const connections = results.reduce((sum, result) => sum + result.connections, 0);
    console.log(`${SUBSCRIBERS} subscribers over ${connections} connections got ${SUBSCRIBERS * EVENTS} of ${SUBSCRIBERS * EVENTS} events; ${killed} database connections killed`);
    expect(killed).toBeGreaterThan(0);
  });

  test('begins at once, empty where nothing is stored, then follows live', async () => {
    const stream = feeds.trainingRunEvents(runId);
    expect(await take(stream)).toEqual({ events: [], last: 0, caughtUp: true });
    const next = take(stream);
    await log('one', 'two');
    expect(await next).toMatchObject({ events: [{ number: 1, payload: { type: 'LogWritten', line: 'one' } }, { number: 2 }], last: 2, caughtUp: true });
    const end = take(stream);
    await finish();
    expect((await end).events).toMatchObject([{ number: 3, payload: { type: 'TrainingRunStateChanged', state: 'CANCELED' } }]);
    expect(await stream.next()).toEqual({ value: undefined, done: true });
  });

  test('replays a finished run in pages, says where it reaches the present, and ends', async () => {
    await log(...Array.from({ length: 1_199 }, (_, index) => `line ${index}`));
    await finish();
    const sizes: [number, boolean][] = [];
    for await (const batch of feeds.trainingRunEvents(runId, 100)) sizes.push([batch.events.length, batch.caughtUp]);
    expect(sizes).toEqual([[500, false], [500, false], [100, true]]);
    const rest: EventBatch<RunEvent>[] = [];
    for await (const batch of feeds.trainingRunEvents(runId, 1_200)) rest.push(batch);
    expect(rest).toEqual([{ events: [], last: 1_200, caughtUp: true }]);
  });

  test('keeps nothing in memory for a reader that is slow', async () => {
    const slow = feeds.trainingRunEvents(runId);
    await take(slow);
    const quick = feeds.trainingRunEvents(runId);
    await take(quick);
    for (let page = 0; page < 4; page += 1) await log(...Array.from({ length: 600 }, (_, index) => `line ${page} ${index}`));
    await finish();
    for (const stream of [quick, slow]) {
      const numbers: number[] = [];
      for await (const batch of stream) numbers.push(...batch.events.map((event) => event.number));
      expect(numbers).toEqual(Array.from({ length: 2_401 }, (_, index) => index + 1));
    }
  });

  test('ends at once when its reader leaves, while it waits', async () => {
    const stream = feeds.trainingRunEvents(runId);
    await take(stream);
    const waiting = stream.next();
    await stream.return?.();
    expect(await waiting).toEqual({ value: undefined, done: true });
  });
});

test('a dataset version is told again when its row changed, and the stream ends with the last status', async () => {
  const em = orm.em.fork();
  const { id } = createDatasetVersion(em, createProject(em));
  await em.flush();
  const change = (data: { status: DatasetVersion['status']; progress: number }) =>
    orm.em.fork().transactional(async (tx) => {
      await tx.nativeUpdate(DatasetVersion, { id }, data);
      await notify(tx, channels.datasetVersion, id);
    });
  const stream = feeds.datasetVersionChanged(id);
  const status = async () => (await stream.next()).value?.status;
  expect(await status()).toBe('IMPORTING');
  await change({ status: 'ASSESSING', progress: 0.5 });
  expect(await status()).toBe('ASSESSING');
  await change({ status: 'READY', progress: 1 });
  expect(await status()).toBe('READY');
  expect((await stream.next()).done).toBe(true);
});

test('messages to a person that many transactions store at once come each once, and are numbered without gaps', async () => {
  const em = orm.em.fork();
  const project = createProject(em);
  const versions = Array.from({ length: 8 }, () => createDatasetVersion(em, project).id);
  await em.flush();
  const told = Array.from({ length: PEOPLE }, (_, at) => ({ subject: `person ${at}`, samples: 2, corrections: 1 }));
  const stream = feeds.contributorMessages({ projectId: project.id, subject: 'person 7' });
  // Followed before anything is there.
  expect(await take(stream)).toEqual({ events: [], last: 0, caughtUp: true });
  // Each twice, as when a worker was killed after it had stored what it tells of.
  await Promise.all([...versions, ...versions].map((id) => orm.em.fork().transactional((tx) => storeMessages(tx, { projectId: project.id, kind: 'IN_VERSION', datasetVersionId: id, modelVersionId: null }, told))));
  const seen: MessageFeedEvent[] = [];
  for await (const { events } of stream) {
    seen.push(...events);
    if (seen.length >= versions.length) break;
  }
  expect(seen.map(({ number }) => number)).toEqual(versions.map((_, at) => at + 1));
  const rows = await orm.em.fork().execute<{ version: string }[]>(`select dataset_version_id as version from contributor_message where project_id = ? and subject = 'person 7'`, [project.id]);
  expect(rows.map(({ version }) => version).sort()).toEqual(versions.sort());
});
