/**
 * MNIST through the public API: upload, import, assess, train a VAE, follow it live, generate digits, give feedback.
 *
 *   FLYWHEEL_KEY=fw_… npx tsx examples/mnist/main.ts FOLDER [--epochs 10] [--latent 2] [--seed 1] [--conditional]
 *
 * FOLDER holds the four original files, train-images-idx3-ubyte.gz and so on. FLYWHEEL_URL is http://127.0.0.1:4000
 * where it is not set.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FlywheelClient } from '../client.ts';
import { writePictureGrid } from './picture-grid.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { epochs: { type: 'string', default: '10' }, latent: { type: 'string', default: '2' }, seed: { type: 'string', default: '1' }, conditional: { type: 'boolean', default: false } },
});
const [folder] = positionals;
const key = process.env['FLYWHEEL_KEY'];
if (!folder || !key) throw new Error('Usage: FLYWHEEL_KEY=fw_… npx tsx examples/mnist/main.ts FOLDER [--epochs 10] [--latent 2] [--seed 1] [--conditional]');
const flywheel = new FlywheelClient(process.env['FLYWHEEL_URL'] ?? 'http://127.0.0.1:4000', key);
const startedAt = performance.now();
const say = (text: string) => console.log(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(7)} s  ${text}`);

const files = (await readdir(folder)).filter((name) => /(images|labels).*ubyte/.test(name));
const uploadIds = await Promise.all(files.map((name) => flywheel.upload(join(folder, name))));
say(`${files.length} files uploaded`);

const { createDataset } = await flywheel.ask<{ createDataset: { dataset: { id: string } } }>(
  `mutation { createDataset(input: { name: "MNIST", kind: IMAGE }) { dataset { id } userErrors { message } } }`,
);
const { importDataset } = await flywheel.ask<{ importDataset: { datasetVersion: { id: string } } }>(
  `mutation ($input: ImportDatasetInput!) { importDataset(input: $input) { datasetVersion { id } userErrors { message } } }`,
  { input: { datasetId: createDataset.dataset.id, uploadIds, format: 'IDX' } },
);
const importedAt = performance.now();
interface Version {
  status: string;
  failure: string | null;
  progress: number;
  digest: string;
  sampleCount: number;
  splits: { split: string; count: number }[];
  quality: { verdict: string; findings: { check: string; severity: string; count: number; message: string }[] } | null;
}
let version: Version | undefined;
const versions = flywheel.follow<Version>(
  `subscription ($id: ID!) { datasetVersionUpdated(datasetVersionId: $id) {
     status failure progress digest sampleCount splits { split count } quality { verdict findings { check severity count message } } } }`,
  'datasetVersionUpdated',
  { id: importDataset.datasetVersion.id },
);
for await (version of versions) say(`dataset version ${version.status} ${(version.progress * 100).toFixed(0)} %`);
if (version?.status !== 'READY') throw new Error(version?.failure ?? JSON.stringify(version?.quality));
say(`${version.sampleCount} samples (${version.splits.map(({ split, count }) => `${split} ${count}`).join(', ')}) imported and assessed in ${((performance.now() - importedAt) / 1000).toFixed(1)} s`);
say(`digest ${version.digest}; verdict ${version.quality?.verdict}`);
for (const finding of version.quality?.findings ?? []) say(`  ${finding.severity} ${finding.check}: ${finding.message}`);

const { startTrainingRun } = await flywheel.ask<{ startTrainingRun: { trainingRun: { id: string } } }>(
  `mutation ($input: StartTrainingRunInput!) { startTrainingRun(input: $input) { trainingRun { id } userErrors { message path } } }`,
  {
    input: {
      datasetVersionId: importDataset.datasetVersion.id,
      algorithm: { vae: { epochs: Number(options.epochs), latentSize: Number(options.latent), conditional: options.conditional } },
      seed: Number(options.seed),
    },
  },
);
const trainingRunId = startTrainingRun.trainingRun.id;
say(`training run ${trainingRunId}`);
interface Batch {
  cursor: string;
  events: { __typename: string; state?: string; message?: string | null; step?: number; values?: { name: string; value: number }[]; progress?: { epoch: number; samplesPerSecond: number | null; secondsLeft: number | null } }[];
}
const batches = flywheel.follow<Batch>(
  `subscription ($trainingRunId: ID!, $after: String) { trainingRunEvents(trainingRunId: $trainingRunId, after: $after) { cursor events {
     __typename
     ... on TrainingRunStateChanged { state message }
     ... on MetricsLogged { step values { name value } progress { epoch samplesPerSecond secondsLeft } } } } }`,
  'trainingRunEvents',
  { trainingRunId },
);
let state: string | undefined;
for await (const { events } of batches) {
  for (const event of events) {
    if (event.state) say(`run ${(state = event.state)}${event.message ? `: ${event.message}` : ''}`);
    const shown = event.values?.filter(({ name }) => !name.startsWith('train/')) ?? [];
    if (shown.length > 0) {
      const { epoch, samplesPerSecond, secondsLeft } = event.progress ?? {};
      say(`epoch ${epoch}, step ${event.step}: ${shown.map(({ name, value }) => `${name} ${value.toFixed(3)}`).join(', ')} (${samplesPerSecond?.toFixed(0) ?? '?'} images/s, ${secondsLeft?.toFixed(0) ?? '?'} s left)`);
    }
  }
}
if (state !== 'SUCCEEDED') throw new Error(`The run ended as ${state}.`);

const { node } = await flywheel.ask<{ node: { modelVersion: { id: string; parameterCount: number; metrics: { name: string; value: number }[] } } }>(
  `query ($id: ID!) { node(id: $id) { ... on TrainingRun { modelVersion { id parameterCount metrics { name value } } } } }`,
  { id: trainingRunId },
);
say(`model version with ${node.modelVersion.parameterCount} parameters: ${node.modelVersion.metrics.map(({ name, value }) => `${name} ${value}`).join(', ')}`);

const { generate } = await flywheel.ask<{ generate: { generation: { id: string; state: string; secondsTaken: number; outputs: { url: string }[] } } }>(
  `mutation ($id: ID!) { generate(input: { modelVersionId: $id, prompt: { vae: { count: 64, seed: 7 } }, subject: "example-visitor", waitSeconds: 60 }) {
     generation { id state secondsTaken outputs { ... on ImageOutput { url } } } userErrors { message } } }`,
  { id: node.modelVersion.id },
);
const pictures = await Promise.all(generate.generation.outputs.map(async ({ url }) => Buffer.from(await (await fetch(url)).arrayBuffer())));
await writePictureGrid(pictures, 8, 3, 'mnist-digits.png');
say(`${pictures.length} digits generated in ${generate.generation.secondsTaken.toFixed(2)} s: mnist-digits.png`);

const { giveFeedback } = await flywheel.ask<{ giveFeedback: { feedback: { id: string } } }>(
  `mutation ($id: ID!) { giveFeedback(input: { generationId: $id, rating: POSITIVE, comment: "Good digits", subject: "example-visitor" }) { feedback { id } userErrors { message } } }`,
  { id: generate.generation.id },
);
say(`feedback ${giveFeedback.feedback.id}`);
