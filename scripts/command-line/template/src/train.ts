import { type Batch, type Tensor, type TrainContext, trainInSteps } from 'flywheel/plugin';
import { draw } from './draw.ts';
import { evaluate } from './evaluate.ts';
import { modelFiles } from './files.ts';
import type { Hyperparameters } from './hyperparameters.ts';
import { denoisingLoss } from './loss.ts';
import { buildAutoencoder, weightsOf } from './model.ts';

/** Images that are drawn at each evaluation, for the person who watches the run. */
const SAMPLES = 8;
const SAMPLE_ROUNDS = 20;

/** Trains from the seed, or goes on from the latest checkpoint. `trainInSteps` tells metrics, samples, checkpoints and the model. */
export async function* train(context: TrainContext<Hyperparameters, 'IMAGE'>) {
  const { hyperparameters: hp, data, tf, random, seed, compile, createOptimizer } = context;
  const { image } = data;
  const pixels = image.height * image.width * image.channels;
  const model = buildAutoencoder(tf, { pixels, hiddenSize: hp.hiddenSize, codeSize: hp.codeSize, seed });
  const weights = weightsOf(tf, model);
  const optimizer = createOptimizer('ADAM', { learningRate: () => hp.learningRate });

  // Recorded in its first calls, then run as one graph. Random numbers come from `random` alone.
  const step = compile((clean: Tensor) => {
    const noise = tf.mul(random.normal(clean.shape), hp.noise);
    return { loss: optimizer.minimize(() => denoisingLoss(tf, model, clean, noise), [...weights.values()]) };
  }, { name: 'The training step' });

  yield* trainInSteps<Batch<'IMAGE'>>(context, {
    epochs: hp.epochs,
    stepsPerEpoch: Math.ceil(data.counts.TRAIN / hp.batchSize),
    batches: (epoch, from) => data.batches({ split: 'TRAIN', size: hp.batchSize, shuffle: { seed, epoch }, from }),
    step: ({ images, count }) => tf.tidy(() => step(tf.tensor2d(images, [count, pixels]))),
    weights,
    optimizers: { optimizer },
    async evaluate() {
      if (data.counts.VALIDATION === 0) return {};
      return { 'validation/loss': (await evaluate({ tf, model, noise: hp.noise }, { data, split: 'VALIDATION', random, signal: context.signal })).loss };
    },
    samples: () => draw({ tf, model, image, noise: hp.noise }, { count: SAMPLES, rounds: SAMPLE_ROUNDS, random }),
    async publish() {
      return { files: await modelFiles(tf, model, { ...image, noise: hp.noise }), parameterCount: model.countParams() };
    },
    dispose() {
      step.dispose();
      optimizer.dispose();
      model.dispose();
    },
  });
}
