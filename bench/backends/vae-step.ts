import type { Backend, Batch, Dataset, Random, TensorFlow } from 'flywheel/plugin';
import { parseValues } from 'flywheel/plugin';
import { hyperparameters } from '../../plugins/vae/hyperparameters.ts';
import { train } from '../../plugins/vae/train.ts';
import { createRandom } from '../../src/tensor/random.ts';
import { createTensorTools } from '../../src/tensor/tools.ts';
import { PEERS_MODEL } from '../reference-step.ts';
import { BATCH_SIZE, PIXELS, WARM_UP_STEPS } from '../ways/step-times.ts';
import { numbersFor } from './evaluate.ts';

export interface VaeSteps {
  /** The mean loss of the last steps (at most 10), from weights, images and noise that are the same on every backend. */
  readonly loss: number;
  /** Of the fastest and of the middle step once caches have settled, and resident memory after them. */
  readonly least_ms: number;
  readonly median_ms: number;
  readonly megabytes: number;
}

/** Some steps of the VAE plugin's own `train`, as a run does them, on a batch of images of 28 × 28 again and again. */
export async function vaeSteps(tf: TensorFlow, backend: Backend, steps: number, batchSize: number = BATCH_SIZE): Promise<VaeSteps> {
  const marks: number[] = [];
  const settings = parseValues(hyperparameters, { ...PEERS_MODEL, batchSize });
  if (!settings.ok) throw new Error(settings.issues.map(({ message }) => message).join('; '));
  let loss = NaN;
  const context = {
    hyperparameters: settings.values,
    data: images(steps, batchSize, () => marks.push(performance.now())),
    precision: 'FLOAT32' as const,
    seed: 1,
    random: sameEverywhere(tf, createRandom(tf, backend, 1)),
    ...createTensorTools(tf, backend, () => undefined),
    checkpoints: { latest: async () => undefined, best: async () => undefined, due: () => false },
    signal: new AbortController().signal,
    shouldStop: () => false,
  };
  for await (const event of train(context)) {
    if (event.type === 'metrics') loss = event.values['train/loss'] ?? loss;
  }
  const all = marks.slice(1).map((mark, step) => mark - (marks[step] ?? NaN));
  const times = all.slice(Math.min(WARM_UP_STEPS, all.length - 1)).sort((a, b) => a - b);
  return { loss, least_ms: times[0] ?? NaN, median_ms: times[Math.floor(times.length / 2)] ?? NaN, megabytes: Math.round(process.memoryUsage.rss() / 2 ** 20) };
}

/** Draws what does not depend on the backend; costs a loop in JavaScript. */
function sameEverywhere(tf: TensorFlow, random: Random): Random {
  let drawn = 0;
  return { ...random, normal: (shape) => tf.mul(tf.tensor([...numbersFor(shape, drawn++)], [...shape]), 1.7) };
}

function images(steps: number, batchSize: number, onStep: () => void): Dataset<'IMAGE'> {
  const pixels = numbersFor([batchSize, PIXELS], 5).map((value) => (value > 0.6 ? 1 : 0));
  const batch: Batch<'IMAGE'> = { count: batchSize, images: pixels, labels: new Int32Array(batchSize).fill(-1) };
  return {
    kind: 'IMAGE',
    image: { height: 28, width: 28, channels: 1 },
    classes: [],
    counts: { TRAIN: steps * batchSize, VALIDATION: 0, TEST: 0 },
    async *batches() {
      for (let step = 0; step < steps; step++) {
        onStep();
        yield batch;
      }
      onStep();
    },
  };
}
