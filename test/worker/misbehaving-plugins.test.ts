import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { TrainingRunEvent } from '../../src/domain/entities/training-run-event.ts';
import { openTrainingBench, type TrainingBench, trainerPids } from './support/training-bench.ts';

// Each start of a trainer loads TensorFlow, 2 s on a quiet machine; the last one here starts six.
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

describe('a plugin that misbehaves', () => {
  const warnings = (events: readonly TrainingRunEvent[]) => events.flatMap(({ payload }) => (payload.type === 'LogWritten' && payload.level === 'WARNING' ? [payload.line] : []));

  test('that leaves tensors behind is named, with the rate and the fix', async () => {
    const runId = await bench.createRun({ hyperparameters: { epochs: 12, fault: 'LEAK' } });
    await bench.supervise(runId);
    expect((await bench.run(runId)).state).toBe('SUCCEEDED');
    const told = warnings(await bench.events(runId));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^Plugin "pixels" 1\.0\.0 leaves tensors behind: 1\.0 with each step, \d+ by step \d+\. .*tf\.tidy/);
  });

  test('that leaves none is not', async () => {
    const runId = await bench.createRun({ hyperparameters: { epochs: 12 } });
    await bench.supervise(runId);
    expect(warnings(await bench.events(runId))).toEqual([]);
  });

  test('that has the key of another does that one no harm', async () => {
    const runId = await bench.createRun();
    await bench.supervise(runId, { pluginsFile: fileURLToPath(new URL('../support/plugins/same-key.config.ts', import.meta.url)) });
    expect(await bench.run(runId)).toMatchObject({ state: 'SUCCEEDED', failure: null });
  });

  test('that cannot load what it has made is named, with the place', async () => {
    const runId = await bench.createRun({ hyperparameters: { fault: 'UNREADABLE' } });
    await bench.supervise(runId);
    const failure = 'Plugin "pixels" 1.0.0 failed in load, of the files that it had just made: byte length of Float32Array should be a multiple of 4';
    expect(await bench.run(runId)).toMatchObject({ state: 'FAILED', failure, modelVersion: null });
  });

  test('that tells nothing more, though its process lives, is named, and can be canceled', async () => {
    const runId = await bench.createRun({ hyperparameters: { fault: 'QUIET', faultStep: 5 } });
    const supervised = bench.supervise(runId, { timing: { quiet: 1_000 } });
    await bench.until(runId, (events) => warnings(events).length > 0);
    expect(warnings(await bench.events(runId))).toEqual([expect.stringMatching(/^Plugin "pixels" 1\.0\.0 has told nothing for 1 s, after step 4\. .*cancel the run/)]);
    await bench.cancel(runId);
    await supervised;
    expect((await bench.run(runId)).state).toBe('CANCELED');
  });

  test('that eats memory is ended before the machine runs out; a run beside it goes on', async () => {
    const hungry = await bench.createRun({ hyperparameters: { epochs: 100_000, fault: 'HUNGRY', faultStep: 5 } });
    const other = await bench.createRun({ hyperparameters: { epochs: 20 } });
    await Promise.all([bench.supervise(hungry, { memoryLimit: 1.5 * 2 ** 30, timing: { checkpointEvery: 600_000 } }), bench.supervise(other)]);
    expect((await bench.run(other)).state).toBe('SUCCEEDED');
    const { state, failure } = await bench.run(hungry);
    expect(state).toBe('FAILED');
    expect(failure).toMatch(/^The trainer of pixels 1\.0\.0 was lost 5 times .* after step 4, it took [12]\.\d GiB of memory and was ended before the machine ran out: use a smaller batch/);
  });
});
