import { hash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Application } from './application.ts';

const id = z.object({ id: z.string() });

/** Like no others, so that the quality gate finds no near duplicates. */
const words = (at: number) => hash('sha256', String(at)).replace(/.{6}/g, '$& ');

/** A model of texts, and generations of it to give feedback on; all through the API. */
export async function prepare(app: Application, generations: number): Promise<{ modelId: string; generationIds: string[] }> {
  const { createDataset } = await app.ask(z.object({ createDataset: z.object({ dataset: id }) }), 'mutation { createDataset(input: { name: "Questions", kind: TEXT }) { dataset { id } } }');
  const records = Array.from({ length: 200 }, (_, at) => ({ key: `${at}`, text: `my ${['card', 'money'][at % 2]} ${words(at)}`, label: ['card', 'money'][at % 2] }));
  await app.ask(z.unknown(), 'mutation ($input: AppendRecordsInput!) { appendRecords(input: $input) { accepted } }', { input: { datasetId: createDataset.dataset.id, records } });
  const sealed = await app.ask(z.object({ sealDatasetVersion: z.object({ datasetVersion: id }) }), 'mutation ($input: SealDatasetVersionInput!) { sealDatasetVersion(input: $input) { datasetVersion { id } } }', { input: { datasetId: createDataset.dataset.id } });
  const datasetVersionId = sealed.sealDatasetVersion.datasetVersion.id;
  await become(app, datasetVersionId, 'DatasetVersion { state: status }', 'READY');
  const run = await app.ask(z.object({ startTrainingRun: z.object({ trainingRun: id }) }), 'mutation ($input: StartTrainingRunInput!) { startTrainingRun(input: $input) { trainingRun { id } } }', { input: { datasetVersionId, algorithm: { guess: {} } } });
  await become(app, run.startTrainingRun.trainingRun.id, 'TrainingRun { state }', 'SUCCEEDED');
  const { models } = await app.ask(z.object({ models: z.object({ edges: z.array(z.object({ node: id })) }) }), '{ models(first: 1) { edges { node { id } } } }');
  const modelId = models.edges[0]?.node.id ?? '';
  const made = z.object({ generate: z.object({ generation: id.extend({ state: z.string() }) }) });
  const generate = async (at: number) => {
    const input = { modelId, prompt: { guess: { text: `question ${at}`, guess: at % 2 === 0 ? 'card' : 'money' } }, waitSeconds: 60 };
    const { generation } = (await app.ask(made, 'mutation ($input: GenerateInput!) { generate(input: $input) { generation { id state } } }', { input })).generate;
    if (generation.state !== 'SUCCEEDED') throw new Error(`A generation is ${generation.state}.`);
    return generation.id;
  };
  const generationIds: string[] = [];
  let next = 0;
  await Promise.all(Array.from({ length: 8 }, async () => {
    while (next < generations) generationIds.push(await generate(next++));
  }));
  return { modelId, generationIds };
}

async function become(app: Application, nodeId: string, fields: string, wanted: string): Promise<void> {
  const shape = z.object({ node: z.object({ state: z.string() }) });
  for (;;) {
    const { node } = await app.ask(shape, `query ($id: ID!) { node(id: $id) { ... on ${fields} } }`, { id: nodeId });
    if (node.state === wanted) return;
    if (['FAILED', 'REJECTED', 'CANCELED'].includes(node.state)) throw new Error(`${nodeId} is ${node.state}.`);
    await wait(200);
  }
}
