import { type GeneratedImages, readGeneratedManifest, writeGenerated } from '../../data/reading/generated-images.ts';
import type { TakenTrainingRun } from '../../domain/training-runs/take-training-run.ts';
import { type AnyPlugin, type Backend, type DescriptionOf, type LoadedModel, type GenerateContext, type Output, parseValues, type TensorFlow, type TextPart } from '../../plugin/index.ts';
import { loadPlugins } from '../../plugins/load-plugins.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import { generatedImagesKey, modelFileKey } from '../../store/keys.ts';
import { createRandom } from '../../tensor/random.ts';
import type { TensorTools } from '../../tensor/tools.ts';
import { TrainingFailure } from './failure.ts';
import type { Watch } from './watch.ts';

/** Between the random numbers of two classes, and between them and the training's own. */
const SEED_STEP = 7919;

export interface DrawMissingOptions {
  readonly run: TakenTrainingRun;
  readonly pluginsFile: string;
  readonly store: BlobStore;
  readonly tf: TensorFlow;
  readonly backend: Backend;
  readonly tools: TensorTools;
  readonly watch: Watch;
  say(line: string): Promise<void>;
}

/** Whether a model has to draw samples before training. */
export const lacksSamples = ({ classBalance }: TakenTrainingRun): boolean => classBalance.some(({ generated }) => generated > 0);

/**
 * Has a model draw what the run's training split lacks, and stores it with the run; an attempt that finds it drawn leaves it
 * as it is, and one that finds it half drawn draws the same again. Returns the key. To be called where `lacksSamples`.
 *
 * @throws TrainingFailure, or the reason of `watch.signal`
 */
export async function drawMissing(options: DrawMissingOptions): Promise<string> {
  const { run, store, say } = options;
  const { generator, dataset } = run;
  const key = generatedImagesKey(run.trainingRunId);
  if (await readGeneratedManifest(store, key)) return key;
  if (generator === null || dataset.kind !== 'IMAGE') throw new TrainingFailure('The model that was to draw the missing samples is gone. Start the run again with another one.');
  const start = performance.now();
  const plugin = await generatorPlugin(options, generator.algorithm);
  const { executor } = await plugin.executor();
  const model = await executor.load({ ...options.tools, readFile: (path) => store.readAll(modelFileKey(generator.modelVersionId, path)), dataset: generator.dataset });
  try {
    const images = await drawAll(options, plugin, model, dataset, generator.modelVersionId);
    await writeGenerated(store, key, images);
    const drawn = run.classBalance.filter(({ generated }) => generated > 0).map(({ label, generated }) => `${generated} of ${label}`);
    await say(`Drew ${images.labels.length} images for the training split (${drawn.slice(0, 20).join(', ')}) in ${((performance.now() - start) / 1000).toFixed(1)} s; they are kept with the run, apart from the dataset version.`);
  } finally {
    model.dispose();
  }
  return key;
}

async function generatorPlugin({ pluginsFile, backend }: DrawMissingOptions, algorithm: string): Promise<AnyPlugin> {
  const plugin = (await loadPlugins(pluginsFile)).get(algorithm);
  if (!plugin) throw new TrainingFailure(`The missing samples are drawn by ${algorithm}, which is not installed on this worker.`);
  if (!plugin.backends.includes(backend)) throw new TrainingFailure(`The missing samples are drawn by ${plugin.name}, which needs ${plugin.backends.join(' or ')}; this worker has ${backend}.`);
  return plugin;
}

async function drawAll({ run, tf, backend, watch }: DrawMissingOptions, plugin: AnyPlugin, model: LoadedModel, { image, classes }: DescriptionOf<'IMAGE'>, modelVersionId: string): Promise<GeneratedImages> {
  const counts = run.classBalance.map(({ generated }) => generated);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const size = image.height * image.width * image.channels;
  const [pixels, labels] = [new Uint8Array(total * size), new Int32Array(total)];
  let drawn = 0;
  for (const [index, wanted] of counts.entries()) {
    const random = createRandom(tf, backend, run.seed + SEED_STEP * (index + 1));
    const end = drawn + wanted;
    while (drawn < end) {
      const prompt = promptFor(plugin, classes[index] ?? '', end - drawn);
      const before = drawn;
      for await (const output of model.generate({ prompt, readImage, random, signal: watch.signal })) {
        await watch.breathe();
        watch.signal.throwIfAborted();
        if (drawn === end) break;
        pixels.set(pixelsOf(plugin, output, size), drawn * size);
        labels[drawn] = index;
        drawn += 1;
      }
      if (drawn === before) throw new TrainingFailure(`${plugin.name} drew nothing when asked for ${classes[index]}.`);
    }
  }
  return { manifest: { generated: true, modelVersionId, image, classes: [...classes], counts }, pixels, labels };
}

/** As many at a time as the plugin's prompt allows. */
function promptFor(plugin: AnyPlugin, label: string, wanted: number): GenerateContext['prompt'] {
  const count = Math.min(wanted, plugin.prompt['count'].maximum ?? wanted);
  const parsed = parseValues(plugin.prompt, { label, count });
  if (parsed.ok) return parsed.values;
  throw new TrainingFailure(`${plugin.name} cannot be asked for samples of ${label}: ${parsed.issues.map(({ field, message }) => `${field} ${message}`).join('; ')}.`);
}

function pixelsOf(plugin: AnyPlugin, output: Output | TextPart, size: number): Uint8Array {
  if (output.type === 'image' && output.pixels.length === size) return output.pixels;
  throw new TrainingFailure(`${plugin.name} was asked for an image of ${size} bytes and made ${output.type === 'image' ? `one of ${output.pixels.length}` : `a ${output.type}`}.`);
}

const readImage = (): Promise<never> => Promise.reject(new Error('There are no uploads here.'));
