/**
 * The VAE through the whole platform: a run on a server with a worker, its images read from the store, its metrics and
 * samples stored and streamed to a reader. FLYWHEEL_URL and FLYWHEEL_KEY name the server, which needs a READY dataset version of 28 × 28 gray
 * images (the sample is one). A time is the mean of the steps between two log lines of one epoch, as the trainer saw it.
 */
import { z } from 'zod';
import { FlywheelClient } from '../../examples/client.ts';
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
const events = z.object({
  events: z.array(z.discriminatedUnion('__typename', [
    z.object({ __typename: z.literal('MetricsLogged'), step: z.number(), time: z.coerce.date(), values: z.array(z.object({ name: z.string(), value: z.number() })) }),
    z.object({ __typename: z.literal('TrainingRunStateChanged'), state: z.string(), message: z.string().nullable() }),
    z.object({ __typename: z.literal('SamplesMade'), outputs: z.array(z.object({ url: z.string() })) }),
    z.object({ __typename: z.enum(['LogWritten', 'CheckpointSaved']) }),
  ])),
});
const told = client.follow(
  `subscription ($id: ID!, $after: String) { trainingRunEvents(trainingRunId: $id, after: $after) { cursor events {
     __typename
     ... on MetricsLogged { step time values { name value } }
     ... on TrainingRunStateChanged { state message }
     ... on SamplesMade { outputs { ... on ImageOutput { url } } } } } }`,
  'trainingRunEvents',
  { id: startTrainingRun.trainingRun.id },
);
const points: { step: number; time: number; loss: number }[] = [];
let samples = 0;
let end = { state: 'QUEUED', message: null as string | null };
for await (const batch of told) {
  for (const event of events.parse(batch).events) {
    if (event.__typename === 'TrainingRunStateChanged') end = event;
    if (event.__typename === 'SamplesMade') samples += event.outputs.length;
    const loss = event.__typename === 'MetricsLogged' ? event.values.find(({ name }) => name === 'train/loss') : undefined;
    if (event.__typename === 'MetricsLogged' && loss) points.push({ step: event.step, time: event.time.getTime(), loss: loss.value });
  }
}
if (end.state !== 'SUCCEEDED') throw new Error(`The run is ${end.state}: ${end.message ?? ''}`);
const times = points.slice(1).flatMap((point, index) => {
  const before = points[index];
  const sameEpoch = before && Math.floor((before.step - 1) / stepsPerEpoch) === Math.floor((point.step - 1) / stepsPerEpoch);
  return before && sameEpoch && before.step > WARM_UP_STEPS ? [(point.time - before.time) / (point.step - before.step)] : [];
});
printTimes(times, points.at(-1)?.loss ?? NaN, { samples });
