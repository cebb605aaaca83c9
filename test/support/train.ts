import { z } from 'zod';
import type { ApiClient } from './api-client.ts';
import { follow } from './follow.ts';

const started = z.object({ startTrainingRun: z.object({ trainingRun: z.object({ id: z.string() }).nullable(), userErrors: z.array(z.object({ message: z.string(), path: z.array(z.string()).nullable() })) }) });

const trainedRun = z.object({
  node: z.object({
    state: z.string(),
    failure: z.string().nullable(),
    hyperparameters: z.record(z.string(), z.unknown()),
    samples: z.array(z.looseObject({ __typename: z.string() })),
    modelVersion: z.object({ id: z.string(), metrics: z.array(z.object({ name: z.string(), value: z.number() })), files: z.array(z.object({ path: z.string(), url: z.string() })) }).nullable(),
  }),
});

export interface Trained {
  readonly runId: string;
  readonly modelVersionId: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  /** Of the test split. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly samples: readonly Readonly<Record<string, unknown>>[];
  readonly files: readonly { readonly path: string; readonly url: string }[];
}

/** Starts a run; its id. */
export async function startRun(app: ApiClient, datasetVersionId: string, algorithm: Readonly<Record<string, unknown>>, options: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const input = { datasetVersionId, algorithm, seed: 1, ...options };
  const { startTrainingRun } = await app.data(started, 'mutation ($input: StartTrainingRunInput!) { startTrainingRun(input: $input) { trainingRun { id } userErrors { message path } } }', { input });
  if (!startTrainingRun.trainingRun) throw new Error(JSON.stringify(startTrainingRun.userErrors));
  return startTrainingRun.trainingRun.id;
}

/** Trains to the end, which has to be SUCCEEDED. */
export async function train(app: ApiClient, datasetVersionId: string, algorithm: Readonly<Record<string, unknown>>, options: Readonly<Record<string, unknown>> = {}): Promise<Trained> {
  const runId = await startRun(app, datasetVersionId, algorithm, options);
  await Array.fromAsync(follow(app, 'subscription ($id: ID!) { trainingRunEvents(trainingRunId: $id) { cursor } }', { id: runId }));
  const { node } = await app.data(trainedRun, `query ($id: ID!) { node(id: $id) { ... on TrainingRun {
    state failure hyperparameters
    samples(first: 20) { __typename ... on TextOutput { text } ... on ImageOutput { width height } }
    modelVersion { id metrics { name value } files { path url } } } } }`, { id: runId });
  if (node.state !== 'SUCCEEDED' || !node.modelVersion) throw new Error(`${node.state}: ${node.failure ?? ''}`);
  const { id, metrics, files } = node.modelVersion;
  return { runId, modelVersionId: id, hyperparameters: node.hyperparameters, samples: node.samples, files, metrics: Object.fromEntries(metrics.map(({ name, value }) => [name, value])) };
}
