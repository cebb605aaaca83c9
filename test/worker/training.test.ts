import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { TrainingCheckpoint, type TrainingRunEvent } from '../../src/domain/entities/training-run-event.ts';
import { AttemptLost } from '../../src/domain/training-runs/claim.ts';
import { failTrainingRun } from '../../src/domain/training-runs/fail-training-run.ts';
import { finishTrainingRun } from '../../src/domain/training-runs/finish-training-run.ts';
import { handBackTrainingRun } from '../../src/domain/training-runs/hand-back-training-run.ts';
import { recordTrainingReports } from '../../src/domain/training-runs/record-training-reports.ts';
import { takeTrainingRun } from '../../src/domain/training-runs/take-training-run.ts';
import { checkpointsKey, datasetVersionKey, modelFileKey } from '../../src/store/keys.ts';
import { HandedBack } from '../../src/training/supervise-training.ts';
import type { TrainingTiming } from '../../src/training/training-settings.ts';
import { imageKey } from './support/image-key.ts';
import { startChild } from './support/child.ts';
import { openTrainingBench, type TrainingBench, trainerPids } from './support/training-bench.ts';

// Each start of a trainer loads TensorFlow, 2 s on a quiet machine; several here start five or six.
vi.setConfig({ testTimeout: 180_000 });

let bench: TrainingBench;

beforeAll(async () => {
  bench = await openTrainingBench();
});

afterEach(async () => {
  const left = await trainerPids();
  for (const pid of left) process.kill(pid, 'SIGKILL');
  expect(left, 'trainers that are left').toEqual([]);
});

afterAll(() => bench.close());

const newestStep = (events: readonly TrainingRunEvent[]) => Math.max(0, ...events.map((event) => (event.type === 'MetricsLogged' ? (event.step ?? 0) : 0)));
const states = (events: readonly TrainingRunEvent[]) => events.flatMap(({ payload }) => (payload.type === 'TrainingRunStateChanged' ? [`${payload.state} ${payload.attempt}`] : []));
const lines = (events: readonly TrainingRunEvent[]) => events.flatMap(({ payload }) => (payload.type === 'LogWritten' ? [payload.line] : []));
const metrics = (events: readonly TrainingRunEvent[]) =>
  events.flatMap(({ payload }) => (payload.type === 'MetricsLogged' ? payload.values.map(({ name, value }) => ({ step: payload.step, name, value })) : []));

function expectNumbered(events: readonly TrainingRunEvent[]): void {
  expect(events.map((event) => event.number)).toEqual(events.map((_, index) => index + 1));
}

test('a run goes from the queue to a model version', async () => {
  const runId = await bench.createRun({ hyperparameters: { epochs: 3 } });
  await bench.supervise(runId);

  const run = await bench.run(runId);
  expect(run).toMatchObject({ state: 'SUCCEEDED', failure: null, attempt: 1, progress: { epoch: 3, epochs: 3, step: 24, steps: 24, secondsLeft: 0 } });
  expect(run.startedAt).toBeInstanceOf(Date);
  expect(run.finishedAt).toBeInstanceOf(Date);
  expect(run.compute?.devices.length).toBeGreaterThan(0);
  expect(run.progress?.samplesPerSecond).toBeGreaterThan(0);
  expect(run.progress?.dataWaitShare).toBeGreaterThan(0);
  expect(run.progress?.dataWaitShare).toBeLessThan(1);

  const events = await bench.events(runId);
  expectNumbered(events);
  expect(states(events)).toEqual(['STARTING 1', 'RUNNING 1', 'SUCCEEDED 1']);
  expect(events.at(-1)?.type).toBe('TrainingRunStateChanged');
  expect(lines(events)).toEqual(['epoch 1 done', 'epoch 2 done', 'epoch 3 done']);
  expect(metrics(events).filter(({ name }) => name === 'train/loss').map(({ step }) => step)).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
  expect(metrics(events).filter(({ name }) => name === 'validation/loss').map(({ step }) => step)).toEqual([8, 16, 24]);
  const byName = (a: { name: string; step: number }, b: { name: string; step: number }) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.step - b.step);
  expect((await bench.points(runId)).map(({ step, name, value }) => ({ step, name, value }))).toEqual(metrics(events).sort(byName));

  const samples = events.flatMap(({ payload }) => (payload.type === 'SamplesMade' ? payload.outputs : []));
  expect(samples).toHaveLength(3);
  expect((await bench.store.readAll(imageKey(samples[0]))).subarray(1, 4)).toEqual(Buffer.from('PNG'));

  const version = run.modelVersion?.getEntity();
  expect(version).toMatchObject({ number: 2, parameterCount: 36, sizeBytes: 144, files: [{ path: 'weights/mean.bin', sizeBytes: 144 }], dataset: { counts: { TRAIN: 240, VALIDATION: 30, TEST: 30 } } });
  expect(version?.metrics).toEqual(metrics(events).filter(({ name }) => name === 'test/loss').map(({ name, value }) => ({ name, value })));
  expect(await bench.store.sizeOf(modelFileKey(version?.id ?? '', 'weights/mean.bin'))).toBe(144);
  expect(await bench.store.list(checkpointsKey(runId)), 'checkpoints of a run that is over').toEqual([]);

  await bench.supervise(runId);
  expect((await bench.run(runId)).attempt, 'a job that comes again changes nothing').toBe(1);
});

test('kill -9 three times: no gap, no double, and the numbers of an undisturbed run', async () => {
  const hyperparameters = { epochs: 150 };
  const undisturbed = await bench.createRun({ hyperparameters });
  await bench.supervise(undisturbed);
  const disturbed = await bench.createRun({ hyperparameters: { ...hyperparameters, pause: 5 } });
  const supervised = bench.supervise(disturbed);
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await bench.until(disturbed, async () => {
      const run = await bench.run(disturbed);
      return run.state === 'RUNNING' && run.attempt === attempt;
    });
    const step = newestStep(await bench.newestEvents(disturbed)) + 1 + Math.floor(Math.random() * 60);
    await bench.until(disturbed, (events) => newestStep(events) >= step);
    for (const pid of await trainerPids()) process.kill(pid, 'SIGKILL');
  }
  await supervised;

  const [expected, events] = [await bench.events(undisturbed), await bench.events(disturbed)];
  expect((await bench.run(disturbed)).attempt).toBe(4);
  expectNumbered(events);
  expect(states(events).filter((state) => state.startsWith('STARTING'))).toEqual(['STARTING 1', 'STARTING 2', 'STARTING 3', 'STARTING 4']);
  expect(metrics(events)).toEqual(metrics(expected));
  const series = async (runId: string) => (await bench.points(runId)).map(({ name, step, value }) => ({ name, step, value }));
  expect(await series(disturbed)).toEqual(await series(undisturbed));
  const ofType = (all: readonly TrainingRunEvent[], type: TrainingRunEvent['type']) => all.filter((event) => event.type === type).map((event) => event.step);
  expect(ofType(events, 'SamplesMade')).toEqual(ofType(expected, 'SamplesMade'));
  expect((await bench.run(disturbed)).startedAt?.getTime()).toBeLessThan(events.find(({ payload }) => payload.type === 'TrainingRunStateChanged' && payload.attempt === 2)?.time.getTime() ?? 0);
});

describe('cancel', () => {
  test.each([
    ['a run that trains', { epochs: 100_000 }],
    ['a plugin that never comes back', { epochs: 100_000, fault: 'BUSY', faultStep: 20 }],
    ['a process that is frozen', { epochs: 100_000, fault: 'FROZEN', faultStep: 20 }],
  ])('%s', async (_, hyperparameters) => {
    const runId = await bench.createRun({ hyperparameters });
    const supervised = bench.supervise(runId, { timing: { checkpointEvery: 60_000 } });
    await bench.until(runId, (events) => newestStep(events) >= 1);
    const asked = performance.now();
    await bench.cancel(runId);
    await supervised;
    expect(performance.now() - asked).toBeLessThan(10_000);
    const events = await bench.events(runId);
    expectNumbered(events);
    expect(states(events)).toEqual(['STARTING 1', 'RUNNING 1', 'CANCELING 1', 'CANCELED 1']);
    expect(events.at(-1)?.payload).toMatchObject({ state: 'CANCELED' });
    expect((await bench.run(runId)).finishedAt).toBeInstanceOf(Date);
  });

  test('a run that was lost while it was being canceled', async () => {
    const runId = await bench.createRun();
    await bench.orm.em.getConnection().execute('update training_run set state = ? where id = ?', ['STARTING', runId]);
    await bench.cancel(runId);
    await bench.supervise(runId);
    expect(await bench.run(runId)).toMatchObject({ state: 'CANCELED', attempt: 0 });
  });
});

describe('failure', () => {
  test.each([
    ['a plugin that throws', { fault: 'THROW' }, 'Plugin "pixels" 1.0.0 failed after step 9: The moon is in phase.ts'],
    ['a loss that is no number', { fault: 'NOT_A_NUMBER' }, 'Training diverged: train/loss became not a number at step 10. Lower the learning rate.'],
    ['no model', { fault: 'NO_MODEL' }, 'The plugin ended without yielding a model.'],
    ['a hyper-parameter that the plugin no longer takes', { batchSize: 0 }, 'Its hyper-parameters do not suit pixels 1.0.0: batchSize must be at least 1, not 0.'],
  ])('%s fails at once', async (_, hyperparameters, failure) => {
    const runId = await bench.createRun({ hyperparameters });
    await bench.supervise(runId);
    expect(await bench.run(runId)).toMatchObject({ state: 'FAILED', failure, attempt: 1, modelVersion: null });
    const events = await bench.events(runId);
    expectNumbered(events);
    expect(events.at(-1)?.payload).toMatchObject({ state: 'FAILED', message: failure });
  });

  test('a dataset version that was changed fails at once', async () => {
    const runId = await bench.createRun();
    const key = `${datasetVersionKey((await bench.run(runId)).datasetVersion.id)}/images.bin`;
    const bytes = await bench.store.readAll(key);
    await bench.store.write(key, bytes.map((byte) => 255 - byte));
    await bench.supervise(runId);
    await bench.store.write(key, bytes);
    expect(await bench.run(runId)).toMatchObject({ state: 'FAILED', failure: "The dataset version's file images.bin was changed since its import. Import it again.", attempt: 1 });
  });

  test('a trainer that crashes again and again at the same step is given up', async () => {
    const runId = await bench.createRun({ hyperparameters: { fault: 'CRASH', faultStep: 1 } });
    await bench.supervise(runId);
    expect(await bench.run(runId)).toMatchObject({
      state: 'FAILED',
      attempt: 5,
      failure: 'The trainer of pixels 1.0.0 was lost 5 times in a row without any progress; the last time, before its first metrics, it ended with exit code 3.',
    });
  });

  test('a trainer that gives no sign of life is ended', async () => {
    const runId = await bench.createRun({ hyperparameters: { fault: 'BUSY', faultStep: 1 } });
    await bench.supervise(runId, { timing: { silence: 3_000, pollEvery: 100 } });
    const run = await bench.run(runId);
    expect(run.failure).toBe('The trainer of pixels 1.0.0 was lost 5 times in a row without any progress; the last time, before its first metrics, it gave no sign of life and was ended: a step of the plugin does not come back.');
  });
});

describe('early end', () => {
  test('early stopping keeps the best, and does not stop by a metric that is not there', async () => {
    const weights = async (id: string) => bench.store.readAll(modelFileKey((await bench.run(id)).modelVersion?.id ?? '', 'weights/mean.bin'));
    const other = await bench.createRun({ hyperparameters: { epochs: 5 }, earlyStopping: { metric: 'validation/accuracy', patience: 1 } });
    await bench.supervise(other);
    const warnings = (await bench.events(other)).flatMap(({ payload }) => (payload.type === 'LogWritten' && payload.level === 'WARNING' ? [payload.line] : []));
    expect(warnings).toEqual([expect.stringMatching(/^Early stopping watches validation\/accuracy, .* step 8 .* it has validation\/loss\./)]);
    // The validation loss falls until step 40 (epoch 5), then rises; the plugin says of likeness that more is better.
    for (const metric of ['validation/loss', 'validation/likeness']) {
      const runId = await bench.createRun({ hyperparameters: { epochs: 100, fault: 'WORSE', faultStep: 40 }, earlyStopping: { metric, patience: 3 } });
      await bench.supervise(runId, { timing: { checkpointEvery: 60_000 } });
      const events = await bench.events(runId);
      expect((await bench.run(runId)).state).toBe('SUCCEEDED');
      expect(newestStep(events)).toBe(64);
      expect(lines(events).at(-1)).toBe(`Stopped early: ${metric} did not improve in 3 evaluations.`);
      const saved = events.flatMap(({ payload }) => (payload.type === 'CheckpointSaved' ? [payload.step] : []));
      expect(saved).toEqual([8, 16, 24, 32, 40]);
      // The published model is the one of step 40.
      expect(await weights(runId)).toEqual(await weights(other));
    }
  });

  test('the time limit', async () => {
    const runId = await bench.createRun({ hyperparameters: { epochs: 100_000 }, maxSeconds: 1 });
    await bench.supervise(runId);
    const events = await bench.events(runId);
    expect((await bench.run(runId)).state).toBe('SUCCEEDED');
    expect(lines(events).at(-1)).toBe('Stopped after 1 s, the run\'s time limit.');
  });
});

/** Aborts the worker's signal once the run has told this step, from which it is slow; resolves when it is handed back. */
async function handBackAt(runId: string, step: number, timing: Partial<TrainingTiming> = {}): Promise<void> {
  const stop = new AbortController();
  const supervised = bench.supervise(runId, { signal: stop.signal, timing });
  const handedBack = expect(supervised).rejects.toThrow(HandedBack);
  await bench.until(runId, (events) => newestStep(events) >= step);
  stop.abort();
  await handedBack;
}

describe('a worker that stops', () => {
  test('saves the run and hands it back; the next one goes on from there', async () => {
    const hyperparameters = { epochs: 20 };
    const runId = await bench.createRun({ hyperparameters: { ...hyperparameters, slowFrom: 30 } });
    await handBackAt(runId, 30);
    expect(await bench.run(runId)).toMatchObject({ state: 'QUEUED', attempt: 1, pendingReason: expect.stringContaining('worker was stopped') });
    const before = await bench.events(runId);
    const saved = before.flatMap(({ payload }) => (payload.type === 'CheckpointSaved' ? [payload.step] : [])).at(-1);
    expect(saved, 'the last step told').toBe(newestStep(before));

    await bench.supervise(runId);
    const events = await bench.events(runId);
    expect(await bench.run(runId)).toMatchObject({ state: 'SUCCEEDED', attempt: 2, pendingReason: null });
    expectNumbered(events);
    expect(lines(events)).toContain(`Attempt 2 goes on from the checkpoint of step ${saved}.`);
    const undisturbed = await bench.createRun({ hyperparameters });
    await bench.supervise(undisturbed);
    expect(metrics(events)).toEqual(metrics(await bench.events(undisturbed)));
  });

  test('hands back a run whose plugin saves nothing, too', async () => {
    const runId = await bench.createRun({ hyperparameters: { fault: 'BUSY', faultStep: 20 } });
    const stop = new AbortController();
    const handedBack = expect(bench.supervise(runId, { signal: stop.signal, timing: { saveGrace: 500 } })).rejects.toThrow(HandedBack);
    await bench.until(runId, (events) => newestStep(events) >= 1);
    stop.abort();
    await handedBack;
    expect((await bench.run(runId)).state).toBe('QUEUED');
    await bench.cancel(runId);
    expect((await bench.run(runId)).state).toBe('CANCELED');
  });

  test('that is killed takes its trainer along', async () => {
    const runId = await bench.createRun({ hyperparameters: { epochs: 100_000, fault: 'BUSY', faultStep: 20 } });
    const worker = startChild('./training-worker.ts', [bench.databaseUrl, bench.folder, runId]);
    await bench.until(runId, (events) => newestStep(events) >= 1);
    const [pid = 0] = await trainerPids(worker.pid);
    await worker.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 2_000 }).toBe(false);
    await bench.orm.em.getConnection().execute('update training_run set state = ? where id = ?', ['FAILED', runId]);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('checkpoints', () => {
  test('the last two and the best are kept, and a damaged one is left out', async () => {
    const runId = await bench.createRun({ hyperparameters: { epochs: 80, fault: 'WORSE', faultStep: 40, slowFrom: 400 }, earlyStopping: { metric: 'validation/loss', patience: 1000 } });
    await handBackAt(runId, 400, { checkpointEvery: 20 });
    const kept = await bench.orm.em.fork().find(TrainingCheckpoint, { trainingRun: runId }, { orderBy: { step: 'desc' } });
    expect(kept.map((checkpoint) => checkpoint.best)).toEqual([false, false, true]);
    expect(kept.at(-1)?.step).toBe(40);
    expect(await bench.store.list(checkpointsKey(runId))).toEqual(kept.map((checkpoint) => checkpoint.key).sort());
    const path = join(bench.folder, kept[0]?.key ?? '');
    const bytes = await readFile(path);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    await writeFile(path, bytes);

    await bench.supervise(runId);
    const events = await bench.events(runId);
    expect(lines(events)).toContain(`The checkpoint of step ${kept[0]?.step} is damaged; going on from the one before.`);
    expect(lines(events)).toContain(`Attempt 2 goes on from the checkpoint of step ${kept[1]?.step}.`);
    expect((await bench.run(runId)).state).toBe('SUCCEEDED');
    expectNumbered(events);
    expect(metrics(events).filter(({ name }) => name === 'train/loss').map(({ step }) => step)).toEqual(Array.from({ length: 640 }, (_, index) => index + 1));
  });
});

describe('a lost attempt', () => {
  test('ends its trainer, and writes nothing more', async () => {
    const runId = await bench.createRun({ hyperparameters: { epochs: 100_000 } });
    const supervised = bench.supervise(runId);
    const lost = expect(supervised).rejects.toThrow(AttemptLost);
    await bench.until(runId, (events) => newestStep(events) >= 1);
    const taken = await takeTrainingRun(bench.orm.em.fork(), runId);
    const { eventCount } = await bench.run(runId);
    await lost;
    expect((await bench.run(runId)).eventCount).toBe(eventCount);
    expect(taken?.attempt).toBe(2);
    const first = { trainingRunId: runId, attempt: 1 };
    const em = () => bench.orm.em.fork();
    await expect(recordTrainingReports(em(), first, [{ type: 'log', line: 'late', level: 'INFO', step: null, time: Date.now() }])).rejects.toThrow(AttemptLost);
    await expect(failTrainingRun(em(), first, 'late')).rejects.toThrow(AttemptLost);
    await expect(handBackTrainingRun(em(), first, 'late')).rejects.toThrow(AttemptLost);
    await expect(finishTrainingRun(em(), first, { modelVersionId: first.trainingRunId, files: [], parameterCount: 1, metrics: [], judgedBy: [] })).rejects.toThrow(AttemptLost);
    expect(await bench.run(runId)).toMatchObject({ state: 'STARTING', attempt: 2, eventCount });
    await failTrainingRun(em(), { trainingRunId: runId, attempt: 2 }, 'The test is over.');
    await expect(failTrainingRun(em(), { trainingRunId: runId, attempt: 2 }, 'late')).rejects.toThrow(AttemptLost);
  });
});

test('a trainer loads neither GraphQL nor the database', async () => {
  const list = join(bench.folder, 'modules.txt');
  const hook = fileURLToPath(new URL('./support/list-modules.mjs', import.meta.url));
  const runId = await bench.createRun();
  await bench.supervise(runId, { environment: { NODE_OPTIONS: `--import ${hook}`, MODULES_FILE: list } });
  expect((await bench.run(runId)).state).toBe('SUCCEEDED');
  const modules = (await readFile(list, 'utf8')).split('\n');
  expect(modules.some((url) => url.includes('@tensorflow'))).toBe(true);
  expect(modules.filter((url) => /node_modules\/(graphql|@pothos|graphql-yoga|pg|pg-boss|@mikro-orm|kysely)\//.test(url))).toEqual([]);
});
