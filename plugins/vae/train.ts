import { trainInSteps, type TrainContext, type TrainEvent } from 'flywheel/plugin';
import { compileDrawing, draw, type Drawing } from './draw.ts';
import { compileEvaluation, evaluate } from './evaluate.ts';
import { goOnFrom } from './go-on.ts';
import type { Hyperparameters } from './hyperparameters.ts';
import { imageBatch } from './image-batch.ts';
import { describeModel } from './model-description.ts';
import { modelFiles } from './model-files.ts';
import { modelShape } from './model-shape.ts';
import { buildVae, disposeVae, trainableVariables } from './model.ts';
import { learningRateSchedule } from './schedule.ts';
import { compileTrainingStep } from './training-step.ts';

/** Images that are drawn after every epoch, from the same latents. */
const SAMPLES = 16;

type Context = TrainContext<Hyperparameters, 'IMAGE'>;

/** Trains from the seed or another model's weights, or goes on from the latest checkpoint with the same numbers as if it had never stopped. */
export async function* train(context: Context): AsyncGenerator<TrainEvent, void, void> {
  const { hyperparameters: hp, data, tf, random, seed, signal } = context;
  if (data.counts.TRAIN === 0) throw new Error('The training split of this dataset version is empty.');
  const shape = modelShape(hp, data);
  const stepsPerEpoch = Math.ceil(data.counts.TRAIN / hp.batchSize);

  const vae = buildVae(tf, shape, seed);
  if (context.initial) await goOnFrom(tf, vae, context.initial, data.classes);
  const weights = trainableVariables(tf, vae);
  const optimizer = context.createOptimizer(hp.optimizer, { learningRate: learningRateSchedule(hp.learningRate, stepsPerEpoch * hp.epochs) });
  const trainingStep = compileTrainingStep(context, { vae, reconstructionLoss: hp.reconstructionLoss, beta: hp.beta, latentSize: shape.latentSize, optimizer, variables: [...weights.values()] });
  const evaluation = compileEvaluation(context, vae, hp.reconstructionLoss);
  const drawing = compileDrawing(context, vae);
  const drawings = sampleDrawings(context, shape.latentSize);

  yield* trainInSteps(context, {
    epochs: hp.epochs,
    stepsPerEpoch,
    batches: (epoch, from) => data.batches({ split: 'TRAIN', size: hp.batchSize, shuffle: { seed, epoch }, from }),
    step: (batch) => tf.tidy(() => {
      const { images, labels, weights } = imageBatch(tf, shape, batch);
      return { ...trainingStep(images, weights, ...labels) };
    }),
    weights,
    optimizers: { optimizer },
    metrics: ({ reconstruction = NaN, kl = NaN }) => ({ 'train/loss': reconstruction + hp.beta * kl, 'train/reconstruction': reconstruction, 'train/kl': kl }),
    async evaluate() {
      if (data.counts.VALIDATION === 0) return {};
      const { loss } = await evaluate({ tf, step: evaluation, shape }, { data, split: 'VALIDATION', random, signal });
      return { 'validation/loss': loss };
    },
    samples: () => draw(tf, drawing, shape, data.classes, drawings),
    async publish() {
      const files = await modelFiles(tf, vae, describeModel(shape, data.classes, hp.reconstructionLoss));
      return { files, parameterCount: vae.encoder.countParams() + vae.decoder.countParams() };
    },
    dispose() {
      for (const compiled of [trainingStep, evaluation, drawing]) compiled.dispose();
      optimizer.dispose();
      disposeVae(vae);
    },
  });
}

/** Latents that depend on the seed alone, so that one sees the same images grow, also after a resume; labels in turn. */
function sampleDrawings({ tf, seed, data, hyperparameters: hp }: Context, latentSize: number): Drawing[] {
  const latents = tf.tidy(() => tf.randomNormal([SAMPLES, latentSize], 0, 1, 'float32', seed).dataSync());
  return Array.from({ length: SAMPLES }, (_, k) => ({
    latent: [...latents.subarray(k * latentSize, (k + 1) * latentSize)],
    label: hp.conditional ? k % data.classes.length : -1,
  }));
}
