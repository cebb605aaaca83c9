import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { NoMixedPrecision, mixedPrecisionOf } from '../../src/tensor/mixed-precision/support.ts';
import { processor } from '../../src/tensor/native/devices.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { follow } from '../support/follow.ts';
import { importDigits } from '../support/trained-model.ts';

/** Of the float32 run's loss on the test split, from the same weights, batches and noise (docs/training.md). */
const BOUND = 0.02;

let app: Flywheel;
beforeAll(async () => {
  app = await startFlywheel({ workers: 1 });
});
afterAll(() => app.stop());

const started = z.object({ startTrainingRun: z.object({ trainingRun: z.object({ id: z.string(), precision: z.string() }) }) });
const done = z.object({ node: z.object({
  state: z.string(), precision: z.string(), failure: z.string().nullable(),
  modelVersion: z.object({ metrics: z.array(z.object({ name: z.string(), value: z.number() })) }).nullable(),
}) });

async function train(datasetVersionId: string, precision?: string) {
  const vae = { epochs: 2, batchSize: 64, filters: 16, hiddenSize: 32, decoderHiddenSize: 0 };
  const input = { datasetVersionId, algorithm: { vae }, seed: 1, ...(precision && { precision }) };
  const { startTrainingRun } = await app.data(started, 'mutation ($input: StartTrainingRunInput!) { startTrainingRun(input: $input) { trainingRun { id precision } userErrors { message } } }', { input });
  await Array.fromAsync(follow(app, 'subscription ($id: ID!) { trainingRunEvents(trainingRunId: $id) { cursor } }', { id: startTrainingRun.trainingRun.id }));
  const { node } = await app.data(done, 'query ($id: ID!) { node(id: $id) { ... on TrainingRun { state precision failure modelVersion { metrics { name value } } } } }', { id: startTrainingRun.trainingRun.id });
  return { ...node, loss: node.modelVersion?.metrics.find(({ name }) => name === 'test/loss')?.value ?? NaN };
}

test('a run in mixed precision ends with the quality of one in float32, or says that the machine cannot', async () => {
  const version = await importDigits(app);
  const exact = await train(version);
  expect(exact).toMatchObject({ state: 'SUCCEEDED', precision: 'FLOAT32' });
  const mixed = await train(version, 'MIXED');
  const refusal = await mixedPrecisionOf({ backend: 'TENSORFLOW', libraryVersion: null, devices: [processor()] }).then(() => undefined, (error: unknown) => error);
  if (refusal instanceof NoMixedPrecision) {
    expect(mixed).toMatchObject({ state: 'FAILED', precision: 'MIXED', failure: refusal.message });
    return;
  }
  expect(mixed).toMatchObject({ state: 'SUCCEEDED', precision: 'MIXED', failure: null });
  expect(mixed.loss, 'rounded at all').not.toBe(exact.loss);
  expect(Math.abs(mixed.loss / exact.loss - 1)).toBeLessThan(BOUND);
});
