import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MikroORM } from '@mikro-orm/postgresql';
import { childEnvironment } from '../../../src/config.ts';
import { importImages } from '../../../src/data/import-images.ts';
import { openOrm } from '../../../src/database/orm.ts';
import { TrainingRun } from '../../../src/domain/entities/training-run.ts';
import { MetricPoint, TrainingRunEvent } from '../../../src/domain/entities/training-run-event.ts';
import { channels, type JobQueue } from '../../../src/domain/ports.ts';
import { requestCancel } from '../../../src/domain/training-runs/request-cancel.ts';
import { listen } from '../../../src/jobs/listen.ts';
import { createLogger } from '../../../src/logging.ts';
import { datasetVersionKey, uploadKey } from '../../../src/store/keys.ts';
import { LocalBlobStore } from '../../../src/store/local-blob-store.ts';
import { superviseTraining } from '../../../src/training/supervise-training.ts';
import type { TrainingTiming } from '../../../src/training/training-settings.ts';
import { createTestDatabase } from '../../support/database.ts';
import { drawIdx } from './idx.ts';
import { createDatasetVersion, createModel, createProject } from './rows.ts';

export const trainingPluginsFile = fileURLToPath(new URL('../../support/plugins/training.config.ts', import.meta.url));

/** Fast clocks, so that a run of seconds has what one of hours has. */
const quick: Partial<TrainingTiming> = { storeEvery: 50, checkpointEvery: 150, pollEvery: 500, retryAfter: 20 };

export interface RunSettings {
  readonly hyperparameters?: Readonly<Record<string, unknown>>;
  readonly earlyStopping?: { readonly metric: string; readonly patience: number };
  readonly maxSeconds?: number;
}

export interface SuperviseSettings {
  readonly signal?: AbortSignal;
  readonly timing?: Partial<TrainingTiming>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly memoryLimit?: number;
  /** `trainingPluginsFile` where absent. */
  readonly pluginsFile?: string;
}

export type TrainingBench = Awaited<ReturnType<typeof openTrainingBench>>;

/** A database, a store with an imported dataset of 6 × 6 pixels (TRAIN 240, VALIDATION 30, TEST 30), and runs on it. */
export async function openTrainingBench() {
  const logger = createLogger(process.env['TRAINING_TEST_LOG'] ?? 'silent', 'test');
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'flywheel-training-'));
  const store = new LocalBlobStore(folder);
  const orm = openOrm({ databaseUrl: database.url });
  const listener = await listen(database.url, [channels.cancel, channels.trainingRun], logger);
  const { project, version } = await importDigits(orm, store);

  const bench = {
    orm, store, folder,
    databaseUrl: database.url,
    async createRun({ hyperparameters = {}, earlyStopping, maxSeconds }: RunSettings = {}): Promise<string> {
      const em = orm.em.fork();
      const run = em.create(TrainingRun, {
        project: project.id,
        name: 'Run',
        algorithm: 'pixels',
        pluginVersion: '1.0.0',
        hyperparameters: { ...hyperparameters },
        seed: 7,
        datasetVersion: version.id,
        model: createModel(em, em.merge(project), 'pixels'),
        modelVersion: null,
        failure: null,
        pendingReason: null,
        maxSeconds: maxSeconds ?? null,
        earlyStopping: earlyStopping ?? null,
        progress: null,
        compute: null,
        startedAt: null,
        finishedAt: null,
      });
      await em.flush();
      return run.id;
    },
    supervise(runId: string, { signal = new AbortController().signal, timing = {}, environment = {}, memoryLimit, pluginsFile = trainingPluginsFile }: SuperviseSettings = {}): Promise<void> {
      const settings = { storeFolder: folder, pluginsFile, environment: { ...childEnvironment(), ...environment }, timing: { ...quick, ...timing }, ...(memoryLimit !== undefined && { memoryLimit }) };
      return superviseTraining({ orm, store, logger, listen: listener, settings }, runId, signal);
    },
    cancel(runId: string): Promise<TrainingRun> {
      const caller = { projectId: project.id, isRootProject: false, apiKeyId: project.id, actor: 'test', scopes: new Set(['TRAIN'] as const) };
      return requestCancel({ em: orm.em.fork(), jobs: noQueue }, caller, runId);
    },
    run: (runId: string) => orm.em.fork().findOneOrFail(TrainingRun, runId, { populate: ['modelVersion'] }),
    events: (runId: string) => orm.em.fork().find(TrainingRunEvent, { trainingRun: runId }, { orderBy: { number: 'asc' } }),
    newestEvents: (runId: string) => orm.em.fork().find(TrainingRunEvent, { trainingRun: runId }, { orderBy: { number: 'desc' }, limit: 100 }),
    points: (runId: string) => orm.em.fork().find(MetricPoint, { trainingRun: runId }, { orderBy: { name: 'asc', step: 'asc' } }),
    /** Resolves once the run's newest hundred events are as wanted; looks at each notification. */
    async until(runId: string, wanted: (events: TrainingRunEvent[]) => boolean | Promise<boolean>): Promise<void> {
      let wake = () => {};
      const stop = listener.on(channels.trainingRun, (id) => id === runId && wake());
      try {
        for (;;) {
          const woken = new Promise<void>((resolve) => {
            wake = resolve;
          });
          if (await wanted(await bench.newestEvents(runId))) return;
          await woken;
        }
      } finally {
        stop();
      }
    },
    async close() {
      await listener.close();
      await orm.close();
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
  return bench;
}

/** `requestCancel` sends no job. */
const noQueue: JobQueue = { send: () => Promise.reject(new Error('No job was expected.')) };

async function importDigits(orm: MikroORM, store: LocalBlobStore) {
  const { images, labels } = drawIdx({ count: 300, classes: 10, size: 6 });
  const uploads = await Promise.all(
    [{ filename: 'digits-images-idx3-ubyte', bytes: images }, { filename: 'digits-labels-idx1-ubyte', bytes: labels }].map(async ({ filename, bytes }) => {
      await store.write(uploadKey(filename), bytes);
      return { filename, key: uploadKey(filename) };
    }),
  );
  const em = orm.em.fork();
  const project = createProject(em);
  const version = createDatasetVersion(em, project);
  await em.flush();
  const imported = await importImages({
    uploads, store,
    format: 'IDX',
    split: { validation: 0.1, test: 0.1, seed: 0 },
    target: datasetVersionKey(version.id),
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
  em.assign(version, { status: 'READY', description: imported.description, digest: imported.digest, sampleCount: imported.sampleCount });
  await em.flush();
  return { project, version };
}

/** Trainers that a process (this one) has started. */
export async function trainerPids(parentPid = process.pid): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map(async (pid) => ((await isTrainer(pid, parentPid)) ? [pid] : [])));
  return found.flat();
}

async function isTrainer(pid: number, parentPid: number): Promise<boolean> {
  try {
    const [stat, command] = await Promise.all([readFile(`/proc/${pid}/stat`, 'utf8'), readFile(`/proc/${pid}/cmdline`, 'utf8')]);
    // The parent's id is the second word after the name in parentheses.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    return parent === parentPid && command.includes('training/trainer.ts');
  } catch {
    return false;
  }
}
