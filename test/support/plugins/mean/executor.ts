import { type Executor, type LoadContext, type LoadedModel, type Output, PromptError, type TrainContext, type TrainEvent } from 'flywheel/plugin';
import type { hyperparameters, prompt } from './settings.ts';

type Hyperparameters = typeof hyperparameters;
type Prompt = typeof prompt;

/** The model's only file: the mean of each pixel, 0 to 1, as float32 in the machine's byte order. */
const FILE = 'mean.bin';
const BATCH = 64;

async function* train({ data, hyperparameters, tf, signal }: TrainContext<Hyperparameters, 'IMAGE'>): AsyncGenerator<TrainEvent, void, void> {
  const { height, width, channels } = data.image;
  const size = height * width * channels;
  const stepsPerEpoch = Math.ceil(data.counts.TRAIN / BATCH);
  const progress = (epoch: number, step: number) => ({ epoch, epochs: hyperparameters.epochs, step, steps: stepsPerEpoch * hyperparameters.epochs });
  const mean = tf.variable(tf.zeros([size]));
  let step = 0;
  try {
    for (let epoch = 1; epoch <= hyperparameters.epochs; epoch += 1) {
      let seen = 0;
      for await (const batch of data.batches({ split: 'TRAIN', size: BATCH })) {
        signal.throwIfAborted();
        seen += batch.count;
        const share = batch.count / seen;
        const distance = tf.tidy(() => {
          const difference = tf.tensor2d(batch.images, [batch.count, size]).mean(0).sub(mean);
          mean.assign(mean.add(difference.mul(share)));
          return difference.square().mean();
        });
        step += 1;
        const [loss = 0] = await distance.data();
        distance.dispose();
        yield { type: 'metrics', step, values: { 'train/loss': loss }, progress: progress(epoch, step) };
      }
    }
    yield { type: 'model', files: [{ path: FILE, bytes: new Uint8Array((await mean.data()).slice().buffer) }], parameterCount: size };
  } finally {
    mean.dispose();
  }
}

async function load({ readFile, dataset, tf }: LoadContext<'IMAGE'>): Promise<LoadedModel<Prompt, 'IMAGE'>> {
  const { height, width, channels } = dataset.image;
  const bytes = await readFile(FILE);
  const mean = tf.tensor1d(new Float32Array(bytes.slice().buffer));
  return {
    async evaluate() {
      return { loss: 0 };
    },
    async *generate({ prompt, random, signal }): AsyncGenerator<Output, void, void> {
      if (prompt.label !== undefined) throw new PromptError('label', 'This model knows no labels; leave label out.');
      for (let index = 0; index < prompt.count; index += 1) {
        signal.throwIfAborted();
        const noise = random.uniform([mean.size]);
        const drawn = tf.tidy(() => noise.sub(0.5).mul(2 * prompt.noise).add(mean).clipByValue(0, 1).mul(255).round().toInt());
        const pixels = Uint8Array.from(await drawn.data());
        tf.dispose([noise, drawn]);
        yield { type: 'image', width, height, channels, pixels };
      }
    },
    dispose: () => mean.dispose(),
  };
}

export const executor: Executor<Hyperparameters, Prompt, 'IMAGE'> = { train, load };
