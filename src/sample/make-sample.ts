import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { drawSampleDataset } from '../data/built-in/draw-sample-dataset.ts';
import type { Api } from './api.ts';

const NAME = 'Drawn digits (sample)';
/** Long enough to be watched, short enough to be seen to its end: two to five minutes on two cores. */
const EPOCHS = 20;
const SEED = 1;
/** Each step is made once, also where an earlier start was interrupted in between. */
const key = (step: string) => `flywheel-sample-${step}`;

/** Gives an empty server something to look at: a dataset of pictures that it draws itself, and a first VAE run on it. */
export async function makeSample(api: Api): Promise<void> {
  if (!(await isWanted(api))) return;
  const { createDataset } = await api.ask(
    z.object({ createDataset: z.object({ dataset: z.object({ id: z.string(), latestVersion: z.object({ id: z.string() }).nullable() }) }) }),
    'mutation ($input: CreateDatasetInput!) { createDataset(input: $input) { dataset { id latestVersion { id } } userErrors { message } } }',
    { input: { name: NAME, kind: 'IMAGE', idempotencyKey: key('dataset') } },
  );
  const { dataset } = createDataset;
  const versionId = dataset.latestVersion?.id ?? (await importDigits(api, dataset.id));
  if (!(await becomesReady(api, versionId))) return;
  await api.ask(
    z.object({ startTrainingRun: z.object({}) }),
    'mutation ($input: StartTrainingRunInput!) { startTrainingRun(input: $input) { userErrors { message } } }',
    { input: { name: 'First run', datasetVersionId: versionId, algorithm: { vae: { epochs: EPOCHS } }, seed: SEED, idempotencyKey: key('run') } },
  );
}

/** Wanted where the oldest dataset is the sample itself, or there is none at all. */
async function isWanted(api: Api): Promise<boolean> {
  const shape = z.object({ datasets: z.object({ edges: z.array(z.object({ node: z.object({ name: z.string() }) })) }) });
  const { datasets } = await api.ask(shape, '{ datasets(last: 1) { edges { node { name } } } }');
  return datasets.edges.every(({ node }) => node.name === NAME);
}

async function importDigits(api: Api, datasetId: string): Promise<string> {
  const uploadIds: string[] = [];
  for (const { filename, bytes } of drawSampleDataset(SEED)) uploadIds.push(await api.upload(filename, bytes));
  const { importDataset } = await api.ask(
    z.object({ importDataset: z.object({ datasetVersion: z.object({ id: z.string() }) }) }),
    'mutation ($input: ImportDatasetInput!) { importDataset(input: $input) { datasetVersion { id } userErrors { message } } }',
    { input: { datasetId, uploadIds, format: 'IDX' } },
  );
  return importDataset.datasetVersion.id;
}

async function becomesReady(api: Api, id: string): Promise<boolean> {
  const shape = z.object({ node: z.object({ status: z.string() }) });
  for (;;) {
    const { node } = await api.ask(shape, 'query ($id: ID!) { node(id: $id) { ... on DatasetVersion { status } } }', { id });
    if (node.status !== 'IMPORTING' && node.status !== 'ASSESSING') return node.status === 'READY';
    await wait(300);
  }
}
