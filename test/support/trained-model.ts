import { z } from 'zod';
import { drawSampleDataset } from '../../src/data/built-in/draw-sample-dataset.ts';
import type { ApiClient } from './api-client.ts';
import { follow } from './follow.ts';

const dataset = z.object({ createDataset: z.object({ dataset: z.object({ id: z.string() }) }) });
const imported = z.object({ importDataset: z.object({ datasetVersion: z.object({ id: z.string() }) }) });
const started = z.object({ startTrainingRun: z.object({ trainingRun: z.object({ id: z.string() }) }) });
const trained = z.object({ node: z.object({ state: z.string(), modelVersion: z.object({ id: z.string() }) }) });

/** Imports the drawn digits; the READY version's id. */
export async function importDigits(app: ApiClient): Promise<string> {
  const { createDataset } = await app.data(dataset, 'mutation { createDataset(input: { name: "Digits", kind: IMAGE }) { dataset { id } } }');
  const uploadIds = [];
  for (const { filename, bytes } of drawSampleDataset(7)) uploadIds.push(await app.upload(filename, bytes));
  const input = { datasetId: createDataset.dataset.id, uploadIds, format: 'IDX' };
  const { importDataset } = await app.data(imported, 'mutation ($input: ImportDatasetInput!) { importDataset(input: $input) { datasetVersion { id } } }', { input });
  await Array.fromAsync(follow(app, 'subscription ($id: ID!) { datasetVersionUpdated(datasetVersionId: $id) { status } }', { id: importDataset.datasetVersion.id }));
  return importDataset.datasetVersion.id;
}

export async function startVae(app: ApiClient, datasetVersionId: string, vae: Record<string, unknown>): Promise<string> {
  const input = { datasetVersionId, algorithm: { vae }, seed: 1 };
  const { startTrainingRun } = await app.data(started, 'mutation ($input: StartTrainingRunInput!) { startTrainingRun(input: $input) { trainingRun { id } userErrors { message } } }', { input });
  return startTrainingRun.trainingRun.id;
}

/** Trains a small VAE for an epoch (seconds); its model version's id. */
export async function trainSmallVae(app: ApiClient, vae: Record<string, unknown> = {}): Promise<string> {
  const run = await startVae(app, await importDigits(app), { epochs: 1, filters: 8, hiddenSize: 32, decoderHiddenSize: 32, ...vae });
  await Array.fromAsync(follow(app, 'subscription ($id: ID!) { trainingRunEvents(trainingRunId: $id) { cursor } }', { id: run }));
  const { node } = await app.data(trained, 'query ($id: ID!) { node(id: $id) { ... on TrainingRun { state modelVersion { id } } } }', { id: run });
  return node.modelVersion.id;
}
