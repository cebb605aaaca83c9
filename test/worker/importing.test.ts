import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { childEnvironment } from '../../src/config.ts';
import { openOrm } from '../../src/database/orm.ts';
import { DatasetVersion } from '../../src/domain/entities/dataset-version.ts';
import { Upload } from '../../src/domain/entities/upload.ts';
import { runImport } from '../../src/importing/run-import.ts';
import { type EventFeeds, feedChannels, openEventFeeds } from '../../src/jobs/event-feeds.ts';
import { listen, type Listener } from '../../src/jobs/listen.ts';
import { createLogger } from '../../src/logging.ts';
import { datasetVersionKey, uploadKey } from '../../src/store/keys.ts';
import { LocalBlobStore } from '../../src/store/local-blob-store.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

import { drawIdx, type IdxOptions } from './support/idx.ts';
import { createDatasetVersion, createProject } from './support/rows.ts';
import { tellChildren } from './support/tell-children.ts';

const silent = createLogger('silent', 'test');
let database: TestDatabase;
let folder: string;
let store: LocalBlobStore;
let orm: MikroORM;
let listener: Listener;
let feeds: EventFeeds;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'flywheel-importing-'));
  store = new LocalBlobStore(folder);
  orm = openOrm({ databaseUrl: database.url });
  listener = await listen(database.url, feedChannels, silent);
  feeds = openEventFeeds(orm, listener, silent);
});

afterAll(async () => {
  feeds.close();
  await listener.close();
  await orm.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

/** A dataset version as `importDataset` leaves it: uploads stored, nothing read. */
async function createVersion(files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const em = orm.em.fork();
  const project = createProject(em);
  const uploadIds: string[] = [];
  for (const [filename, bytes] of Object.entries(files)) {
    const upload = em.create(Upload, { project, filename, sizeBytes: bytes.byteLength, sha256: '', state: 'STORED', expiresAt: new Date() });
    await em.flush();
    await store.write(uploadKey(upload.id), bytes);
    uploadIds.push(upload.id);
  }
  const { id } = createDatasetVersion(em, project, { uploadIds });
  await em.flush();
  return id;
}

function idxFiles(options: IdxOptions): Record<string, Uint8Array> {
  const { images, labels } = drawIdx(options);
  return { 'train-images-idx3-ubyte': images, 'train-labels-idx1-ubyte': labels };
}

const run = (datasetVersionId: string, { attempt = 1, logger = silent, signal = new AbortController().signal } = {}) =>
  runImport({ em: orm.em, databaseUrl: database.url, storeFolder: folder, environment: childEnvironment(), logger }, { datasetVersionId, attempt, signal });

const read = (id: string) => orm.em.fork().findOneOrFail(DatasetVersion, id);
const files = (id: string) => store.list(datasetVersionKey(id));

/** Resolves when the import has come so far. */
async function reaches(id: string, progress: number): Promise<void> {
  for await (const version of feeds.datasetVersionChanged(id)) if (version.progress >= progress) return;
}

describe('an import', () => {
  test('ends READY with everything that it found, after telling how far it is', async () => {
    const id = await createVersion(idxFiles({ count: 20_000, classes: 4, size: 28 }));
    const statuses: string[] = [];
    const progress: number[] = [];
    const followed = (async () => {
      for await (const version of feeds.datasetVersionChanged(id)) {
        statuses.push(version.status);
        progress.push(version.progress);
      }
    })();
    await run(id);
    await followed;
    expect(statuses.at(0)).toBe('IMPORTING');
    expect(statuses.at(-1)).toBe('READY');
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    const version = await read(id);
    expect(version).toMatchObject({ status: 'READY', failure: null, progress: 1, sampleCount: 20_000, quality: { verdict: 'PASSED' } });
    expect(version.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(version.classes.map(({ label }) => label)).toEqual(['0', '1', '2', '3']);
    expect(version.splits.reduce((sum, { count }) => sum + count, 0)).toBe(20_000);
    expect(version.description).toMatchObject({ kind: 'IMAGE', image: { height: 28, width: 28, channels: 1 } });
    // The same job once more changes nothing.
    await run(id, { attempt: 2 });
    expect(await files(id)).not.toEqual([]);
  });

  test('of files with too few samples ends REJECTED, with the reason', async () => {
    const id = await createVersion(idxFiles({ count: 6, classes: 2, size: 4 }));
    await run(id);
    const version = await read(id);
    expect(version).toMatchObject({ status: 'REJECTED', quality: { verdict: 'FAILED' } });
    expect(version.quality?.findings.map(({ check }) => check)).toContain('TOO_FEW_SAMPLES');
  });

  test('of files that cannot be read ends FAILED, says why, and leaves nothing', async () => {
    const { images } = drawIdx({ count: 10, classes: 2, size: 4 });
    const id = await createVersion({ 'train-images-idx3-ubyte': images.subarray(0, 50), 'train-labels-idx1-ubyte': Buffer.from('text') });
    await run(id);
    const version = await read(id);
    expect(version).toMatchObject({ status: 'FAILED', digest: null, description: null });
    expect(version.failure).toMatch(/train-/);
    expect(await files(id)).toEqual([]);
  });

  test('whose process is killed begins again, clean, and gives the same digest', async () => {
    const options = { count: 30_000, classes: 10, size: 28 };
    const [killed, whole] = [await createVersion(idxFiles(options)), await createVersion(idxFiles(options))];
    let pid = 0;
    const lost = run(killed, { logger: tellChildren((child) => (pid = child)) });
    const failed = expect(lost).rejects.toThrow('signal SIGKILL');
    await reaches(killed, 0.01);
    process.kill(pid, 'SIGKILL');
    await failed;
    expect(await read(killed)).toMatchObject({ digest: null, description: null });
    expect(['IMPORTING', 'ASSESSING']).toContain((await read(killed)).status);
    await run(killed, { attempt: 2 });
    await run(whole);
    expect((await read(killed)).status).toBe('READY');
    expect((await read(killed)).digest).toBe((await read(whole)).digest);
    const names = async (id: string) => (await files(id)).map((key) => key.slice(datasetVersionKey(id).length));
    expect(await names(killed)).toEqual(await names(whole));
  });

  test('whose process is killed every time ends FAILED with a reference', async () => {
    const id = await createVersion(idxFiles({ count: 10, classes: 2, size: 4 }));
    const logger = tellChildren((child) => process.kill(child, 'SIGKILL'));
    for (const attempt of [1, 2]) await expect(run(id, { attempt, logger })).rejects.toThrow('SIGKILL');
    await run(id, { attempt: 3, logger });
    expect((await read(id)).failure).toMatch(/Reference [0-9a-f]{8}\.$/);
  });

  test('of a worker that stops is left for another', async () => {
    const id = await createVersion(idxFiles({ count: 40_000, classes: 10, size: 28 }));
    const stopping = new AbortController();
    const left = run(id, { signal: stopping.signal });
    const rejected = expect(left).rejects.toThrow('This worker stops.');
    await reaches(id, 0.01);
    stopping.abort(new Error('This worker stops.'));
    await rejected;
    expect(await files(id)).toEqual([]);
    await run(id, { attempt: 2 });
    expect((await read(id)).status).toBe('READY');
  });

  test('of the same version by two workers happens once', async () => {
    const id = await createVersion(idxFiles({ count: 2_000, classes: 4, size: 28 }));
    const children: number[] = [];
    const logger = tellChildren((child) => children.push(child));
    await Promise.all([run(id, { logger }), run(id, { attempt: 2, logger })]);
    expect(children).toHaveLength(1);
    expect((await read(id)).status).toBe('READY');
  });
});
