/**
 * The VAE through the whole platform: a run on a server with a worker, its images read from the store, its metrics
 * streamed and stored. FLYWHEEL_URL and FLYWHEEL_KEY name the server, which needs a READY dataset version of 28 × 28 gray
 * images (the sample is one). A time is the mean of the steps between two log lines of one epoch, as the trainer saw it.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { FlywheelClient } from '../../examples/mnist/client.ts';
import { PEERS_MODEL } from '../reference-step.ts';
import { printTimes, wantedSteps, WARM_UP_STEPS } from './step-times.ts';

const client = new FlywheelClient(process.env['FLYWHEEL_URL'] ?? 'http://127.0.0.1:4000', process.env['FLYWHEEL_KEY'] ?? '');
const ask = async <T>(shape: z.ZodType<T>, query: string, variables: Record<string, unknown> = {}) => shape.parse(await client.ask<object>(query, variables));

const versions = z.object({ datasets: z.object({ edges: z.array(z.object({ node: z.object({ latestVersion: z.object({ id: z.string(), status: z.string(), splits: z.array(z.object({ split: z.string(), count: z.number() })) }).nullable() }) })) }) });
const { datasets } = await ask(versions, '{ datasets(first: 20) { edges { node { latestVersion { id status splits { split count } } } } } }');
const version = datasets.edges.map(({ node }) => node.latestVersion).find((latest) => latest?.status === 'READY');
if (!version) throw new Error('The server has no READY dataset version.');
const stepsPerEpoch = Math.ceil((version.splits.find(({ split }) => split === 'TRAIN')?.count ?? 0) / 128);
const epochs = Math.ceil((wantedSteps() + WARM_UP_STEPS) / stepsPerEpoch);

const started = z.object({ startTrainingRun: z.object({ trainingRun: z.object({ id: z.string() }) }) });
const { startTrainingRun } = await ask(started, 'mutation ($input: StartTrainingRunInput!) { startTrainingRun(input: $input) { trainingRun { id } userErrors { message } } }', {
  input: { name: 'Bench', datasetVersionId: version.id, algorithm: { vae: { ...PEERS_MODEL, epochs } }, seed: 1 },
});
const run = z.object({ node: z.object({ state: z.string(), metrics: z.array(z.object({ points: z.array(z.object({ step: z.number(), value: z.number(), time: z.coerce.date() })) })) }) });
for (;;) {
  const { node } = await ask(run, 'query ($id: ID!) { node(id: $id) { ... on TrainingRun { state metrics(names: ["train/loss"], maxPoints: 1000) { points { step value time } } } } }', { id: startTrainingRun.trainingRun.id });
  if (node.state === 'FAILED' || node.state === 'CANCELED') throw new Error(`The run is ${node.state}.`);
  if (node.state === 'SUCCEEDED') {
    const points = node.metrics[0]?.points ?? [];
    const times = points.slice(1).flatMap((point, index) => {
      const before = points[index];
      const sameEpoch = before && Math.floor((before.step - 1) / stepsPerEpoch) === Math.floor((point.step - 1) / stepsPerEpoch);
      return before && sameEpoch && before.step > WARM_UP_STEPS ? [(point.time.getTime() - before.time.getTime()) / (point.step - before.step)] : [];
    });
    printTimes(times, points.at(-1)?.value ?? NaN);
    break;
  }
  // Looking often would cost the run itself some of the cores.
  await wait(5000);
}
