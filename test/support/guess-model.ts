import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Flywheel } from './flywheel.ts';
import { train } from './train.ts';

/** The environment of a Flywheel that has the guess plugin alone. */
export const guessEnvironment = { FLYWHEEL_CONFIG: fileURLToPath(new URL('./plugins/guess.config.ts', import.meta.url)) };

const model = z.object({ node: z.object({ model: z.object({ id: z.string() }) }) });
const generated = z.object({ generate: z.object({ generation: z.object({ id: z.string(), state: z.string() }).nullable(), userErrors: z.array(z.object({ message: z.string() })) }) });

/** Trains the guess plugin (at once) on a dataset version. */
export async function trainGuess(app: Flywheel, datasetVersionId: string, options: Readonly<Record<string, unknown>> = {}): Promise<{ modelId: string; modelVersionId: string }> {
  const { modelVersionId } = await train(app, datasetVersionId, { guess: {} }, options);
  const { node } = await app.data(model, 'query ($id: ID!) { node(id: $id) { ... on ModelVersion { model { id } } } }', { id: modelVersionId });
  return { modelId: node.model.id, modelVersionId };
}

/** A generation that has SUCCEEDED; its id. */
export async function generateGuess(app: Flywheel, modelVersionId: string, guess: Readonly<Record<string, unknown>>, subject?: string): Promise<string> {
  const query = 'mutation ($input: GenerateInput!) { generate(input: $input) { generation { id state } userErrors { message } } }';
  const { generate } = await app.data(generated, query, { input: { modelVersionId, prompt: { guess }, waitSeconds: 60, subject } });
  if (generate.generation?.state !== 'SUCCEEDED') throw new Error(JSON.stringify(generate));
  return generate.generation.id;
}
