import { setImmediate as nextTurn } from 'node:timers/promises';
import { checkTextPart, storeOutput, UnfitOutput } from '../data/store-output.ts';
import { MAX_TEXT } from '../data/storable.ts';
import type { Made } from '../domain/generations/record-made.ts';
import { type Backend, type LoadedModel, type Output, parseValues, PromptError, type Specs, type TextPart, type Values } from '../plugin/index.ts';
import type { Plugins } from '../plugins/load-plugins.ts';
import type { BlobStore } from '../store/blob-store.ts';
import { generationOutputKey, modelFileKey } from '../store/keys.ts';
import { createRandom } from '../tensor/random.ts';
import type { TensorTools } from '../tensor/tools.ts';
import type { ModelCache } from './model-cache.ts';
import type { GenerateRequest, GenerationTimes } from './protocol.ts';
import { imageReader } from './read-image.ts';

/** What a serving process answers requests with. */
export interface ServingContext {
  readonly tools: TensorTools;
  readonly backend: Backend;
  readonly plugins: Plugins;
  readonly store: BlobStore;
  readonly cache: ModelCache;
}

export type Tell = (made: Made) => void;

/** Makes a generation: loads its model where needed, and tells what is made and not stored already, at once. */
export async function answerRequest(context: ServingContext, request: GenerateRequest, tell: Tell, signal: AbortSignal): Promise<GenerationTimes> {
  const { algorithm, id: versionId, files } = request.modelVersion;
  const plugin = context.plugins.get(algorithm);
  if (!plugin) throw new PromptError('', `The plugin ${algorithm}, which made this model, is not installed.`);
  const specs: Specs = plugin.prompt;
  const parsed = parseValues(specs, request.prompt);
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
    await generate(context, request, held.model, specs, parsed.values, tell, signal);
    return { loadMs, generateMs: performance.now() - startedAt - loadMs };
  } finally {
    held.release();
  }
}

async function generate({ tools: { tf }, backend, store }: ServingContext, request: GenerateRequest, model: LoadedModel, specs: Specs, prompt: Values<Specs>, tell: Tell, signal: AbortSignal): Promise<void> {
  const random = createRandom(tf, backend, seedOf(request));
  const making = new Making(request, store, tell);
  for await (const made of model.generate({ prompt, random, signal, readImage: imageReader(store, specs, prompt) })) {
    // A plugin that computes without waiting keeps the news of a cancellation from coming in; this is its turn.
    await nextTurn();
    signal.throwIfAborted();
    await making.take(made);
  }
  signal.throwIfAborted();
}

/** Where one generation stands, and what of it an earlier try has told already. */
class Making {
  readonly #request: GenerateRequest;
  readonly #store: BlobStore;
  readonly #tell: Tell;
  /** The output that comes next, from 0, and how many characters of its text's parts have been made. */
  #index = 0;
  #length = 0;

  constructor(request: GenerateRequest, store: BlobStore, tell: Tell) {
    this.#request = request;
    this.#store = store;
    this.#tell = tell;
  }

  async take(made: Output | TextPart): Promise<void> {
    if (made.type === 'text-part') return this.#takePart(made);
    const index = this.#index;
    this.#index += 1;
    this.#length = 0;
    if (index < this.#request.outputCount) return;
    const source = { plugin: this.#request.modelVersion.algorithm, place: `output ${index + 1}` };
    this.#tell({ type: 'output', index, output: await storeOutput(this.#store, generationOutputKey(this.#request.id, index), made, source) });
  }

  #takePart(made: TextPart): void {
    const { outputCount, textLength, modelVersion } = this.#request;
    const source = { plugin: modelVersion.algorithm, place: `a part of output ${this.#index + 1}` };
    const text = checkTextPart(made.text, source);
    const from = this.#length;
    this.#length += text.length;
    if (this.#length > MAX_TEXT) throw new UnfitOutput(`The plugin ${source.plugin} made ${source.place} beyond ${MAX_TEXT} characters, which is more than can be stored.`);
    const isTold = this.#index < outputCount || (this.#index === outputCount && this.#length <= textLength);
    if (!isTold && text !== '') this.#tell({ type: 'text', index: this.#index, from, text });
  }
}

/** The prompt's `seed` where it has one; else one of the generation's own, so that making it again makes the same. */
function seedOf({ id, prompt }: GenerateRequest): number {
  const { seed } = prompt;
  // The last 32 bits of a UUID version 7 are random.
  return typeof seed === 'number' ? seed : Number.parseInt(id.slice(-8), 16);
}
