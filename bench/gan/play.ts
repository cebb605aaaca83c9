import { parseValues, type Dataset, type ImageOutput, type LoadedModel, type ModelFile, type TrainContext, type TrainEvent } from 'flywheel/plugin';
import { executor } from '../../plugins/gan/executor.ts';
import { hyperparameters, type Hyperparameters } from '../../plugins/gan/hyperparameters.ts';
import { prompt, type Prompt } from '../../plugins/gan/prompt.ts';
import { createRandom } from '../../src/tensor/random.ts';
import type { TensorTools } from '../../src/tensor/tools.ts';

export type Gan = LoadedModel<Prompt, 'IMAGE'>;

/** A training context without a host. `shouldStop` from the start gives the model as it was before the first step. */
export function contextOf(tools: TensorTools, data: Dataset<'IMAGE'>, settings: Readonly<Record<string, unknown>>, seed: number, shouldStop = () => false): TrainContext<Hyperparameters, 'IMAGE'> {
  const parsed = parseValues(hyperparameters, settings);
  if (!parsed.ok) throw new Error(parsed.issues.map(({ field, message }) => `${field} ${message}`).join('; '));
  return {
    hyperparameters: parsed.values, data, seed, precision: 'FLOAT32', random: createRandom(tools.tf, 'TENSORFLOW', seed), ...tools,
    checkpoints: { latest: async () => undefined, best: async () => undefined, due: () => false },
    signal: new AbortController().signal,
    shouldStop,
  };
}

/** Trains to the end and loads what is published. */
export async function trained(context: TrainContext<Hyperparameters, 'IMAGE'>, tell: (event: TrainEvent) => void = () => {}): Promise<{ model: Gan; files: readonly ModelFile[] }> {
  let files: readonly ModelFile[] = [];
  for await (const event of executor.train(context)) {
    if (event.type === 'model') files = event.files;
    else tell(event);
  }
  const readFile = async (path: string) => {
    const file = files.find((one) => one.path === path);
    if (file === undefined) throw new Error(`The model has no file ${path}.`);
    return file.bytes;
  };
  const { tf, nn, compile, data } = context;
  return { model: await executor.load({ readFile, dataset: data, tf, nn, compile }), files };
}

const MOST_AT_ONCE = 256;

/** So many images of each label, label after label; of no label where there are none. */
export async function drawn({ model, context: { tf }, labels, each, seed }: { model: Gan; context: Pick<TrainContext, 'tf'>; labels: readonly (string | undefined)[]; each: number; seed: number }): Promise<ImageOutput[]> {
  const images: ImageOutput[] = [];
  const random = createRandom(tf, 'TENSORFLOW', seed);
  for (const label of labels) {
    for (let left = each; left > 0; left -= MOST_AT_ONCE) {
      const parsed = parseValues(prompt, { count: Math.min(left, MOST_AT_ONCE), ...(label === undefined ? {} : { label }) });
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
      const readImage = async () => { throw new Error('The prompt has no picture.'); };
      for await (const output of model.generate({ prompt: parsed.values, random, readImage, signal: new AbortController().signal })) {
        if (output.type === 'image') images.push(output);
      }
    }
  }
  return images;
}
