import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MikroORM } from '@mikro-orm/postgresql';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { childEnvironment } from '../../src/config.ts';
import { openOrm } from '../../src/database/orm.ts';
import { Generation, type GenerationState } from '../../src/domain/entities/generation.ts';
import type { ModelVersion } from '../../src/domain/entities/model-version.ts';
import { channels } from '../../src/domain/ports.ts';
import { type EventFeeds, type MadeEvent, feedChannels, openEventFeeds } from '../../src/jobs/event-feeds.ts';
import { listen, type Listener } from '../../src/jobs/listen.ts';
import { createLogger } from '../../src/logging.ts';
import { runGeneration } from '../../src/serving/run-generation.ts';
import { openServing, type Serving } from '../../src/serving/serving.ts';
import { LocalBlobStore } from '../../src/store/local-blob-store.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

import { imageKey } from './support/image-key.ts';
import { createMeanModelVersion, createWordsModelVersion, testPluginsFile } from './support/mean-model.ts';
import { createGeneration } from './support/rows.ts';

const logger = createLogger('silent', 'test');
let database: TestDatabase;
let folder: string;
let store: LocalBlobStore;
let orm: MikroORM;
let listener: Listener;
let feeds: EventFeeds;
let version: ModelVersion;
let wordsVersion: ModelVersion;
let serving: Serving;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'flywheel-serving-'));
  store = new LocalBlobStore(folder);
  orm = openOrm({ databaseUrl: database.url });
  listener = await listen(database.url, [...feedChannels, channels.cancel], logger);
  feeds = openEventFeeds(orm, listener, logger);
  version = await createMeanModelVersion(orm.em.fork(), store);
  wordsVersion = await createWordsModelVersion(orm.em.fork(), store);
});

beforeEach(() => {
  serving = openServing({ storeFolder: folder, pluginsFile: testPluginsFile, logLevel: 'silent', environment: childEnvironment() }, logger);
});

afterEach(() => serving.close());

afterAll(async () => {
  feeds.close();
  await listener.close();
  await orm.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

async function request(prompt: Record<string, unknown>, of = version): Promise<string> {
  const em = orm.em.fork();
  const { id } = createGeneration(em, em.merge(of), of === version ? { count: 1, noise: 0.1, ...prompt } : prompt);
  await em.flush();
  return id;
}

/** Nothing here has a shadow. */
const noJobs = { send: () => Promise.reject(new Error('No job was expected.')) };

const run = (generationId: string, { signal = new AbortController().signal, attempt = 1, timeLimitMs = 60_000 } = {}) =>
  runGeneration({ em: orm.em, jobs: noJobs, serving, listen: listener, logger, timeLimitMs }, { generationId, attempt, signal });

const read = (id: string) => orm.em.fork().findOneOrFail(Generation, id);

/** Resolves with the first event of a kind. */
async function event(id: string, fits: (payload: MadeEvent['payload']) => boolean): Promise<void> {
  for await (const { events } of feeds.generationEvents(id)) if (events.some(({ payload }) => fits(payload))) return;
}

async function eventTypes(id: string): Promise<(GenerationState | 'output' | 'text')[]> {
  const types: (GenerationState | 'output' | 'text')[] = [];
  for await (const { events } of feeds.generationEvents(id)) {
    for (const { payload } of events) types.push(payload.type === 'GenerationStateChanged' ? payload.state : payload.type === 'OutputMade' ? 'output' : 'text');
  }
  return types;
}

describe('a generation', () => {
  test('is made output by output, each stored, told and readable as PNG', async () => {
    const id = await request({ count: 3, noise: 0 });
    await run(id);
    expect(await eventTypes(id)).toEqual(['RUNNING', 'output', 'output', 'output', 'SUCCEEDED']);
    const generation = await read(id);
    expect(generation).toMatchObject({ state: 'SUCCEEDED', failure: null });
    expect(generation.secondsTaken).toBeGreaterThan(0);
    expect(generation.outputs).toHaveLength(3);
    const { data, info } = await sharp(await store.readAll(imageKey(generation.outputs[0]))).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([28, 28]);
    expect(data[0]).toBe(128);
  });

  test('of a seed is the same again; without one it is another each time', async () => {
    const pictures = async (prompt: Record<string, unknown>) => {
      const id = await request(prompt);
      await run(id);
      const { outputs } = await read(id);
      return Promise.all(outputs.map(async (output) => Buffer.from(await store.readAll(imageKey(output))).toString('hex')));
    };
    const [first, second] = [await pictures({ count: 2, seed: 5 }), await pictures({ count: 2, seed: 5 })];
    expect(first).toEqual(second);
    expect(first[0]).not.toBe(first[1]);
    expect(await pictures({})).not.toEqual(await pictures({}));
  });

  test('of a loaded model is there soon', async () => {
    await run(await request({}));
    const times: number[] = [];
    for (let index = 0; index < 10; index += 1) {
      const id = await request({});
      const startedAt = performance.now();
      await run(id);
      times.push(performance.now() - startedAt);
    }
    times.sort((a, b) => a - b);
    console.log(`one image of a loaded model, claim to stored: median ${times[5]!.toFixed(0)} ms, longest ${times[9]!.toFixed(0)} ms`);
    // 30 ms on two idle cores; tests run beside others.
    expect(times[5]).toBeLessThan(1_000);
  });

  test('of a prompt that the model cannot answer fails with what the model says', async () => {
    const id = await request({ label: 'seven' });
    await run(id);
    expect(await read(id)).toMatchObject({ state: 'FAILED', failure: 'This model knows no labels; leave label out.', outputs: [] });
    expect(await eventTypes(id)).toEqual(['RUNNING', 'FAILED']);
  });

  test('whose process is killed is made on by a fresh one, without a doubled output', async () => {
    const id = await request({ count: 100 });
    const made = run(id);
    await event(id, ({ type }) => type === 'OutputMade');
    process.kill(serving.pid!, 'SIGKILL');
    await made;
    const generation = await read(id);
    expect(generation.state).toBe('SUCCEEDED');
    expect(new Set(generation.outputs.map(imageKey)).size).toBe(100);
    expect((await eventTypes(id)).filter((type) => type === 'output')).toHaveLength(100);
  });

  test('of texts whose process is killed goes on within the text, no piece lost and none doubled', async () => {
    const id = await request({ count: 2, tokens: 100, paceMs: 10 }, wordsVersion);
    const made = run(id);
    await event(id, (payload) => payload.type === 'TextGenerated' && payload.output === 1 && payload.from > 20);
    process.kill(serving.pid!, 'SIGKILL');
    await made;
    const texts = ['', ''];
    for await (const { events } of feeds.generationEvents(id)) {
      for (const { payload } of events) if (payload.type === 'TextGenerated') texts[payload.output] += payload.text;
    }
    const whole = (text: number) => Array.from({ length: 100 }, (_, token) => `t${text}.${token} `).join('');
    expect(texts).toEqual([whole(0), whole(1)]);
    expect(await read(id)).toMatchObject({ state: 'SUCCEEDED', outputs: [{ type: 'text', text: whole(0) }, { type: 'text', text: whole(1) }] });
  });

  test('whose process is killed twice fails with a clear sentence', async () => {
    const id = await request({ count: 100_000 });
    const made = run(id);
    await event(id, ({ type }) => type === 'OutputMade');
    const first = serving.pid!;
    process.kill(first, 'SIGKILL');
    for (let stored = (await read(id)).outputs.length; ; ) {
      await event(id, ({ type }) => type === 'OutputMade');
      const now = await read(id);
      if (serving.pid !== first && serving.pid !== undefined && now.outputs.length > stored) break;
      stored = Math.max(stored, now.outputs.length);
    }
    process.kill(serving.pid!, 'SIGKILL');
    await made;
    expect((await read(id)).failure).toContain('ended twice');
  });

  test('that takes too long fails, and says after how long', async () => {
    const id = await request({ count: 100_000 });
    await run(id, { timeLimitMs: 3_000 });
    expect(await read(id)).toMatchObject({ state: 'FAILED', failure: 'This took longer than 3 seconds. Ask for less at a time.' });
  });

  test('of a worker that stops is left as it is, and another worker goes on', async () => {
    const id = await request({ count: 100 });
    const stopping = new AbortController();
    const left = run(id, { signal: stopping.signal });
    await event(id, ({ type }) => type === 'OutputMade');
    stopping.abort(new Error('This worker stops.'));
    await expect(left).rejects.toThrow('This worker stops.');
    expect((await read(id)).state).toBe('RUNNING');
    await run(id, { attempt: 2 });
    const generation = await read(id);
    expect(generation.state).toBe('SUCCEEDED');
    expect(generation.outputs).toHaveLength(100);
    // The same job once more changes nothing.
    await run(id, { attempt: 3 });
    expect((await read(id)).outputs).toHaveLength(100);
  });
});

test('a serving process ends when nobody asks it, and another begins when somebody does', async () => {
  const short = openServing({ storeFolder: folder, pluginsFile: testPluginsFile, logLevel: 'silent', environment: childEnvironment(), idleMs: 50 }, logger);
  for (let index = 0; index < 2; index += 1) {
    const id = await request({});
    await runGeneration({ em: orm.em, jobs: noJobs, serving: short, listen: listener, logger }, { generationId: id, attempt: 1, signal: new AbortController().signal });
    expect((await read(id)).state).toBe('SUCCEEDED');
    await expect.poll(() => short.pid, { timeout: 20_000 }).toBeUndefined();
  }
});
