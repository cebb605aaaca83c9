import { storeImage } from '../data/store-image.ts';
import type { StoredOutput } from '../domain/stored-output.ts';
import { type Backend, type LoadedModel, parseValues, PromptError, type Specs, type Values } from '../plugin/index.ts';
import type { Plugins } from '../plugins/load-plugins.ts';
import type { BlobStore } from '../store/blob-store.ts';
import { generationOutputKey, modelFileKey } from '../store/keys.ts';
import { createRandom } from '../tensor/random.ts';
import type { TensorTools } from '../tensor/tools.ts';
import type { ModelCache } from './model-cache.ts';
import type { GenerateRequest, GenerationTimes } from './protocol.ts';

/** What a serving process answers requests with. */
export interface ServingContext {
  readonly tools: TensorTools;
  readonly backend: Backend;
  readonly plugins: Plugins;
  readonly store: BlobStore;
  readonly cache: ModelCache;
}

/** Makes a generation: loads its model where needed, and stores and tells each output that is not stored already. */
export async function answerRequest(context: ServingContext, request: GenerateRequest, onOutput: (index: number, output: StoredOutput) => void, signal: AbortSignal): Promise<GenerationTimes> {
  const { algorithm, id: versionId, files } = request.modelVersion;
  const plugin = context.plugins.get(algorithm);
  if (!plugin) throw new PromptError('', `The plugin ${algorithm}, which made this model, is not installed.`);
  const parsed = parseValues(plugin.prompt, request.prompt);
  if (!parsed.ok) throw new PromptError('', parsed.issues.map(({ field, message }) => `${field} ${message}.`).join(' '));

  const startedAt = performance.now();
  let loadMs = 0;
  const bytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const held = await context.cache.hold(versionId, bytes, async () => {
    const { executor } = await plugin.executor();
    const model = await executor.load({ ...context.tools, dataset: request.modelVersion.dataset, readFile: (path) => context.store.readAll(modelFileKey(versionId, path)) });
    loadMs = performance.now() - startedAt;
    return model;
  });
  try {
    await generate(context, request, held.model, onOutput, signal, parsed.values);
    return { loadMs, generateMs: performance.now() - startedAt - loadMs };
  } finally {
    held.release();
  }
}

async function generate({ tools: { tf }, backend, store }: ServingContext, request: GenerateRequest, model: LoadedModel, onOutput: (index: number, output: StoredOutput) => void, signal: AbortSignal, prompt: Values<Specs>): Promise<void> {
  const random = createRandom(tf, backend, seedOf(request));
  let index = 0;
  for await (const output of model.generate({ prompt, random, signal })) {
    signal.throwIfAborted();
    if (index >= request.outputCount) onOutput(index, await storeImage(store, generationOutputKey(request.id, index), output));
    index += 1;
  }
  signal.throwIfAborted();
}

/** The prompt's `seed` where it has one; else one of the generation's own, so that making it again makes the same. */
function seedOf({ id, prompt }: GenerateRequest): number {
  const { seed } = prompt;
  // The last 32 bits of a UUID version 7 are random.
  return typeof seed === 'number' ? seed : Number.parseInt(id.slice(-8), 16);
}
