import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { follow } from '../support/follow.ts';
import { importFiles } from '../support/import-files.ts';
import { startRun } from '../support/train.ts';
import { importDigits } from '../support/trained-model.ts';

let app: Flywheel;
beforeAll(async () => {
  app = await startFlywheel({ workers: 1 });
});
afterAll(() => app.stop());

const event = z.looseObject({ __typename: z.string(), step: z.number().optional(), state: z.string().optional(), attempt: z.number().optional(), values: z.array(z.object({ name: z.string(), value: z.number() })).optional() });
const batch = z.object({ trainingRunEvents: z.object({ events: z.array(event) }) });
const final = z.object({ node: z.object({ modelVersion: z.object({ metrics: z.array(z.object({ name: z.string(), value: z.number() })) }) }) });

function killTrainer(): void {
  const [worker] = app.workers;
  const children = execFileSync('pgrep', ['-P', String(worker?.pid), '-f', 'training/trainer'], { encoding: 'utf8' }).trim().split('\n');
  for (const child of children) process.kill(Number(child), 'SIGKILL');
}

/** Every metric of a run, step by step, and those of its model; `killed`: its trainer is once, after a checkpoint. */
async function run(datasetVersionId: string, algorithm: Record<string, unknown>, metric: string, killed: boolean) {
  // Every state that is the best so far is saved.
  const id = await startRun(app, datasetVersionId, algorithm, { earlyStopping: { metric, patience: 1000 } });
  const metrics: [number, Record<string, number>][] = [];
  let last: z.infer<typeof event> | undefined;
  let kill = killed;
  let saved = false;
  for await (const answer of follow(app, `subscription ($id: ID!) { trainingRunEvents(trainingRunId: $id) { events { __typename
    ... on TrainingRunStateChanged { state attempt } ... on MetricsLogged { step values { name value } } ... on CheckpointSaved { step } } } }`, { id })) {
    for (const one of batch.parse(answer).trainingRunEvents.events) {
      if (one.state) last = one;
      if (one.values) metrics.push([one.step ?? 0, Object.fromEntries(one.values.map(({ name, value }) => [name, value]))]);
      saved ||= one.__typename === 'CheckpointSaved';
      if (kill && saved && one.__typename === 'MetricsLogged') {
        kill = false;
        killTrainer();
      }
    }
  }
  const { node } = await app.data(final, 'query ($id: ID!) { node(id: $id) { ... on TrainingRun { modelVersion { metrics { name value } } } } }', { id });
  return { last, metrics, model: node.modelVersion.metrics };
}

const reviews = Array.from({ length: 1500 }, (_, k) => `word${(k * 7) % 101} word${(k * 13) % 89} ${k % 2 ? 'good' : 'bad'} word${k},${k % 2}`).join('\n');

it.each([
  ['GAN', () => importDigits(app), { gan: { epochs: 2, batchSize: 64, filters: 8, conditional: true } }, 'validation/frechet_distance'],
  ['Transformer', () => importFiles(app, { kind: 'TEXT', format: 'CSV', files: { 'reviews.csv': `text,label\n${reviews}\n` }, columns: { features: ['text'], label: 'label' } }), { transformer: { epochs: 15, batchSize: 32 } }, 'validation/loss'],
])('a %s whose trainer is killed gives the numbers of an undisturbed run, to the last digit', async (_name, data, algorithm, metric) => {
  const dataset = await data();
  const disturbed = await run(dataset, algorithm, metric, true);
  expect(disturbed.last).toMatchObject({ state: 'SUCCEEDED', attempt: 2 });
  const quiet = await run(dataset, algorithm, metric, false);
  expect(quiet.last).toMatchObject({ state: 'SUCCEEDED', attempt: 1 });
  expect(disturbed.metrics).toEqual(quiet.metrics);
  expect(disturbed.model).toEqual(quiet.model);
}, 400_000);
