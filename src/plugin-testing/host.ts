import { type DatasetKind, type DescriptionOf, type GenerateContext, type LoadedModel, type Metrics, type ModelFile, type Output, parseValues, type Plugin, type Specs, type TensorFlow, type TextPart } from '../plugin/index.ts';
import type { Backend, Dataset } from '../plugin/index.ts';
import { openBackend } from '../tensor/backend.ts';
import { createRandom } from '../tensor/random.ts';
import { createTensorTools } from '../tensor/tools.ts';
import { trainOnce, type TestRun, type TrainOptions } from './train-once.ts';

/** What a server does with a plugin, for tests. */
export interface TestHost {
  readonly tf: TensorFlow;
  /** What computes here: native TensorFlow where `flywheel exec` has set it up. */
  readonly backend: Backend;
  /** Trains, from the defaults and what is given beside them. @throws what the plugin throws */
  train<H extends Specs, P extends Specs, K extends DatasetKind>(plugin: Plugin<H, P, K>, options: TrainOptions<K>): Promise<TestRun>;
  /** Loads published files, as a serving process does. Dispose the model. */
  load<H extends Specs, P extends Specs, K extends DatasetKind>(plugin: Plugin<H, P, K>, files: readonly ModelFile[], dataset: DescriptionOf<K>): Promise<LoadedModel<P, K>>;
  /** A model's metrics on the test split. */
  evaluate<P extends Specs, K extends DatasetKind>(model: LoadedModel<P, K>, data: Dataset<K>): Promise<Metrics>;
  /** Everything that a model makes of a prompt. @throws PromptError, and an Error where the prompt is malformed */
  generate<H extends Specs, P extends Specs, K extends DatasetKind>(plugin: Plugin<H, P, K>, model: LoadedModel<P, K>, prompt: Readonly<Record<string, unknown>>, options?: GenerateOptions): Promise<(Output | TextPart)[]>;
}

export interface GenerateOptions {
  /** 1 where absent. */
  readonly seed?: number;
  readonly readImage?: GenerateContext['readImage'];
}

const noUploads: GenerateContext['readImage'] = async (id) => {
  throw new Error(`There is no upload ${id}: give \`readImage\` to \`generate\`.`);
};

/** Opens TensorFlow (about a second). Once for each test file. */
export async function openTestHost(): Promise<TestHost> {
  const { tf, compute } = await openBackend();
  const { backend } = compute;
  const tools = createTensorTools(tf, backend, () => undefined);
  const neverAborted = () => new AbortController().signal;
  return {
    tf, backend,
    train: (plugin, options) => trainOnce({ tf, backend, plugin }, options),
    async load(plugin, files, dataset) {
      const { executor } = await plugin.executor();
      const readFile = async (path: string) => {
        const file = files.find((one) => one.path === path);
        if (file === undefined) throw new Error(`The model has no file ${path}; it has ${files.map((one) => one.path).join(', ')}.`);
        return file.bytes;
      };
      return executor.load({ readFile, dataset, ...tools });
    },
    evaluate: (model, data) => model.evaluate({ data, split: 'TEST', random: createRandom(tf, backend, 1), signal: neverAborted() }),
    async generate(plugin, model, prompt, { seed = 1, readImage = noUploads } = {}) {
      const parsed = parseValues(plugin.prompt, prompt);
      if (!parsed.ok) throw new Error(`This prompt is refused: ${parsed.issues.map(({ field, message }) => `${field} ${message}`).join('; ')}.`);
      return Array.fromAsync(model.generate({ prompt: parsed.values, readImage, random: createRandom(tf, backend, seed), signal: neverAborted() }));
    },
  };
}
