import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Flywheel } from './flywheel.ts';
import { follow } from './follow.ts';

/** The environment of a Flywheel that has the words plugin alone. */
export const wordsEnvironment = { FLYWHEEL_CONFIG: fileURLToPath(new URL('./plugins/words.config.ts', import.meta.url)) };

const started = z.object({ startTrainingRun: z.object({ trainingRun: z.object({ id: z.string() }) }) });
const trained = z.object({ node: z.object({ modelVersion: z.object({ id: z.string() }) }) });
const asked = z.object({ generate: z.object({ generation: z.object({ id: z.string(), state: z.string(), failure: z.string().nullable(), outputs: z.array(z.record(z.string(), z.unknown())) }) }) });
const batch = z.object({ generationEvents: z.object({ cursor: z.string(), events: z.array(z.discriminatedUnion('__typename', [
  z.object({ __typename: z.literal('TextGenerated'), text: z.string() }),
  z.object({ __typename: z.literal('OutputMade'), output: z.object({ text: z.string().optional() }) }),
  z.object({ __typename: z.literal('GenerationStateChanged'), state: z.string(), message: z.string().nullable() }),
])) }) });

export type GenerationBatch = z.infer<typeof batch>['generationEvents'];
export type GeneratedEvent = GenerationBatch['events'][number];

/** Trains the words plugin (at once); its run and model version. */
export async function trainWords(app: Flywheel, datasetVersionId: string): Promise<{ runId: string; modelVersionId: string }> {
  const input = { datasetVersionId, algorithm: { words: {} }, seed: 1 };
  const { startTrainingRun } = await app.data(started, 'mutation ($input: StartTrainingRunInput!) { startTrainingRun(input: $input) { trainingRun { id } userErrors { message } } }', { input });
  const runId = startTrainingRun.trainingRun.id;
  await Array.fromAsync(follow(app, 'subscription ($id: ID!) { trainingRunEvents(trainingRunId: $id) { cursor } }', { id: runId }));
  const { node } = await app.data(trained, 'query ($id: ID!) { node(id: $id) { ... on TrainingRun { modelVersion { id } } } }', { id: runId });
  return { runId, modelVersionId: node.modelVersion.id };
}

const OUTPUTS = 'outputs { __typename ... on TextOutput { text } ... on ClassificationOutput { label probabilities { label probability } } ... on RecommendationOutput { items { item score } } }';
export const GENERATE = `mutation ($input: GenerateInput!) { generate(input: $input) { generation { id state failure ${OUTPUTS} } userErrors { code message path } } }`;

/** Asks for a generation; without waiting unless said. */
export async function generateWords(app: Flywheel, modelVersionId: string, words: Record<string, unknown>, waitSeconds = 0) {
  const { generate } = await app.data(asked, GENERATE, { input: { modelVersionId, prompt: { words }, waitSeconds } });
  return generate.generation;
}

/** A generation's events, batch by batch, as they come. */
export async function* followWords(app: Pick<Flywheel, 'url' | 'rootKey'>, id: string, after: string | null = null, key = app.rootKey): AsyncGenerator<GenerationBatch, void, void> {
  const query = 'subscription ($id: ID!, $after: String) { generationEvents(generationId: $id, after: $after) { cursor events { __typename ... on TextGenerated { text } ... on OutputMade { output { ... on TextOutput { text } } } ... on GenerationStateChanged { state message } } } }';
  for await (const item of follow(app, query, { id, after }, key)) yield batch.parse(item).generationEvents;
}

/** The pieces of the text that is still being made, put together. */
export const textOf = (events: readonly GeneratedEvent[]) => events.map((event) => (event.__typename === 'TextGenerated' ? event.text : '')).join('');
