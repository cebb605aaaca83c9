import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { childEnvironment } from '../../src/config.ts';
import { versionFiles } from '../../src/data/reading/version-files.ts';
import { openOrm } from '../../src/database/orm.ts';
import type { Caller } from '../../src/domain/caller.ts';
import { importDataset } from '../../src/domain/datasets/import-dataset.ts';
import { Dataset } from '../../src/domain/entities/dataset.ts';
import { DatasetVersion } from '../../src/domain/entities/dataset-version.ts';
import { Generation } from '../../src/domain/entities/generation.ts';
import { Project } from '../../src/domain/entities/project.ts';
import { TrainingRun } from '../../src/domain/entities/training-run.ts';
import { Upload } from '../../src/domain/entities/upload.ts';
import { Worker } from '../../src/domain/entities/worker.ts';
import { requestGeneration } from '../../src/domain/generations/request-generation.ts';
import { startTrainingRun } from '../../src/domain/training-runs/start-training-run.ts';
import { type EventFeeds, feedChannels, openEventFeeds } from '../../src/jobs/event-feeds.ts';
import { listen, type Listener } from '../../src/jobs/listen.ts';
import { openJobQueue, type OpenJobQueue } from '../../src/jobs/queue.ts';
import { createLogger } from '../../src/logging.ts';
import { loadPlugins, type Plugins } from '../../src/plugins/load-plugins.ts';
import { uploadKey } from '../../src/store/keys.ts';
import { LocalBlobStore } from '../../src/store/local-blob-store.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startChild, type TestChild } from './support/child.ts';
import { drawIdx } from './support/idx.ts';
import { testPluginsFile } from './support/mean-model.ts';
import { createProject } from './support/rows.ts';

/** Processes start one after another here, each with TensorFlow, beside other test files. */
const PATIENCE_MS = 180_000;

const logger = createLogger('silent', 'test');
const workers: TestChild[] = [];
let database: TestDatabase;
let home: string;
let store: LocalBlobStore;
let orm: MikroORM;
let listener: Listener;
let feeds: EventFeeds;
let jobs: OpenJobQueue;
let plugins: Plugins;
let project: Project;
/** Imported by the first test. */
let versionId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  home = await mkdtemp(join(tmpdir(), 'flywheel-worker-'));
  store = new LocalBlobStore(join(home, 'store'));
  orm = openOrm({ databaseUrl: database.url });
  listener = await listen(database.url, feedChannels, logger);
  feeds = openEventFeeds(orm, listener, logger);
  jobs = await openJobQueue({ databaseUrl: database.url, role: 'send', logger });
  plugins = await loadPlugins(testPluginsFile);
  const em = orm.em.fork();
  project = createProject(em);
  await em.flush();
});

afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.kill('SIGKILL');
});

afterAll(async () => {
  feeds.close();
  await listener.close();
  await jobs.close();
  await orm.close();
  await database.drop();
  await rm(home, { recursive: true });
});

const isReady = (message: unknown): message is { type: 'ready' } => typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready';

async function startWorker(): Promise<TestChild> {
  const env = { ...childEnvironment(), DATABASE_URL: database.url, FLYWHEEL_HOME: home, FLYWHEEL_CONFIG: testPluginsFile, LOG_LEVEL: 'warn' };
  const worker = startChild('../../../src/worker.ts', [], env);
  workers.push(worker);
  await worker.message(isReady);
  return worker;
}

const services = () => ({ em: orm.em.fork(), jobs, plugins, versionFiles: versionFiles(store) });
const caller = (): Caller => ({ projectId: project.id, isRootProject: false, apiKeyId: project.id, actor: 'test', scopes: new Set(['ADMIN']) });

/** A dataset version, imported and assessed by whatever worker runs. */
async function importDigits(count: number): Promise<string> {
  const em = orm.em.fork();
  const owner = em.getReference(Project, project.id, { wrapped: true });
  const dataset = em.create(Dataset, { project: owner, name: 'Digits', kind: 'IMAGE' });
  const { images, labels } = drawIdx({ count, classes: 2, size: 28 });
  const uploadIds: string[] = [];
  for (const [filename, bytes] of [['train-images-idx3-ubyte', images], ['train-labels-idx1-ubyte', labels]] as const) {
    const upload = em.create(Upload, { project: owner, filename, sizeBytes: bytes.byteLength, sha256: '', state: 'STORED', expiresAt: new Date() });
    await em.flush();
    await store.write(uploadKey(upload.id), bytes);
    uploadIds.push(upload.id);
  }
  const { id } = await importDataset(services(), caller(), { datasetId: dataset.id, uploadIds, format: 'IDX', split: { validation: 0.1, test: 0.1, seed: 0 } });
  for await (const version of feeds.datasetVersionChanged(id)) void version;
  return id;
}

async function trainOn(datasetVersionId: string, epochs: number): Promise<string> {
  const { id } = await startTrainingRun(services(), caller(), { datasetVersionId, algorithm: { mean: { epochs } }, seed: 1 });
  return id;
}

/** Resolves with the first event of the run that fits, or when there will be no more. */
async function runReaches(id: string, fits: (type: string, state: string) => boolean): Promise<void> {
  for await (const { events } of feeds.trainingRunEvents(id)) {
    if (events.some(({ payload }) => fits(payload.type, payload.type === 'TrainingRunStateChanged' ? payload.state : ''))) return;
  }
}

const read = (id: string) => orm.em.fork().findOneOrFail(TrainingRun, id, { populate: ['modelVersion'] });

test('a worker imports, trains and generates, and leaves in order', async () => {
  const worker = await startWorker();
  const [row, ...others] = await orm.em.fork().findAll(Worker);
  expect(others).toEqual([]);
  expect(row).toMatchObject({ pid: worker.pid, compute: { backend: expect.stringMatching(/^(TENSORFLOW|WEBGPU|WASM)$/) } });

  versionId = await importDigits(4_000);
  expect((await orm.em.fork().findOneOrFail(DatasetVersion, versionId)).status).toBe('READY');

  const runId = await trainOn(versionId, 2);
  await runReaches(runId, () => false);
  const run = await read(runId);
  expect(run).toMatchObject({ state: 'SUCCEEDED', failure: null, attempt: 1 });

  const times: { first: number; all: number }[] = [];
  for (let index = 0; index < 6; index += 1) {
    const startedAt = performance.now();
    const { id } = await requestGeneration(services(), caller(), { modelVersionId: run.modelVersion!.id, prompt: { mean: { count: 1 } } });
    let first = 0;
    for await (const { events } of feeds.generationEvents(id)) {
      if (first === 0 && events.some(({ payload }) => payload.type === 'OutputMade')) first = performance.now() - startedAt;
    }
    times.push({ first, all: performance.now() - startedAt });
    expect((await orm.em.fork().findOneOrFail(Generation, id)).state).toBe('SUCCEEDED');
  }
  console.log(`generation, request to output seen by a subscriber: cold ${times[0]!.first.toFixed(0)} ms, then ${times.slice(1).map(({ first }) => first.toFixed(0)).join(', ')} ms`);

  await worker.kill('SIGTERM');
  expect(await orm.em.fork().findAll(Worker)).toEqual([]);
}, PATIENCE_MS);

test('a worker that is told to stop hands its run back, and the next one ends it', async () => {
  const first = await startWorker();
  const runId = await trainOn(versionId, 600);
  await runReaches(runId, (_, state) => state === 'RUNNING');
  await first.kill('SIGTERM');
  expect((await read(runId)).state).toBe('QUEUED');
  await startWorker();
  await runReaches(runId, () => false);
  expect(await read(runId)).toMatchObject({ state: 'SUCCEEDED', attempt: 2 });
}, PATIENCE_MS);

test.skipIf(!existsSync('/proc/self/task'))('a worker that is killed takes its children with it, and another one goes on with its run', async () => {
  const lost = await startWorker();
  const runId = await trainOn(versionId, 30);
  await runReaches(runId, (_, state) => state === 'RUNNING');
  const children = (await readFile(`/proc/${lost.pid}/task/${lost.pid}/children`, 'utf8')).trim().split(' ');
  expect(children.length).toBeGreaterThan(0);
  expect(await readFile(`/proc/${lost.pid}/maps`, 'utf8')).not.toContain('libtensorflow');
  await lost.kill('SIGKILL');
  await expect.poll(() => children.filter((pid) => existsSync(`/proc/${pid}/fd/0`))).toEqual([]);
  await startWorker();
  await runReaches(runId, () => false);
  expect(await read(runId)).toMatchObject({ state: 'SUCCEEDED', attempt: 2 });
}, PATIENCE_MS);

test('a worker ends with the process that started it', async () => {
  const worker = await startWorker();
  worker.disconnect();
  await worker.exited;
});
