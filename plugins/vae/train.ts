import type { Progress, TrainContext, TrainEvent } from 'flywheel/plugin';
import { restoreState, restoreWeights, saveState } from './checkpoint.ts';
import { compileDrawing, draw, type Drawing } from './draw.ts';
import { compileEvaluation, evaluate } from './evaluate.ts';
import type { Hyperparameters } from './hyperparameters.ts';
import { imageBatch } from './image-batch.ts';
import { describeModel } from './model-description.ts';
import { modelFiles } from './model-files.ts';
import { modelShape } from './model-shape.ts';
import { buildVae, disposeVae, trainableVariables } from './model.ts';
import { RunningLoss } from './running-loss.ts';
import { learningRateSchedule } from './schedule.ts';
import { compileTrainingStep } from './training-step.ts';

/** Steps between two log lines. */
const LOG_EVERY = 10;
/** Images that are drawn after every epoch, from the same latents. */
const SAMPLES = 16;

/** Trains from the seed, or goes on from the latest checkpoint with the same numbers as if it had never stopped. */
export async function* train(context: TrainContext<Hyperparameters, 'IMAGE'>): AsyncGenerator<TrainEvent, void, void> {
  const { hyperparameters: hp, data, tf, random, seed, checkpoints, signal } = context;
  if (data.counts.TRAIN === 0) throw new Error('The training split of this dataset version is empty.');
  const shape = modelShape(hp, data);
  const stepsPerEpoch = Math.ceil(data.counts.TRAIN / hp.batchSize);
  const steps = stepsPerEpoch * hp.epochs;
  const progress = (step: number): Progress => ({ epoch: Math.floor(step / stepsPerEpoch), epochs: hp.epochs, step, steps });

  const vae = buildVae(tf, shape, seed);
  const weights = trainableVariables(tf, vae);
  const optimizer = context.createOptimizer(hp.optimizer, { learningRate: learningRateSchedule(hp.learningRate, steps) });
  const trainingStep = compileTrainingStep(context, { vae, reconstructionLoss: hp.reconstructionLoss, beta: hp.beta, latentSize: shape.latentSize, optimizer, variables: [...weights.values()] });
  const evaluation = compileEvaluation(context, vae, hp.reconstructionLoss);
  const drawing = compileDrawing(context, vae);
  const running = new RunningLoss(tf);
  const state = { tf, weights, optimizer, running };
  const drawings = sampleDrawings(context, shape.latentSize);

  try {
    const checkpoint = await checkpoints.latest();
    let step = checkpoint?.step ?? 0;
    if (checkpoint !== undefined) restoreState(state, checkpoint);

    while (step < steps && !context.shouldStop()) {
      const epoch = Math.floor(step / stepsPerEpoch);
      const batches = data.batches({ split: 'TRAIN', size: hp.batchSize, shuffle: { seed, epoch }, from: step % stepsPerEpoch });
      for await (const batch of batches) {
        signal.throwIfAborted();
        const terms = tf.tidy(() => {
          const { images, labels } = imageBatch(tf, shape, batch);
          return trainingStep(images, ...labels);
        });
        running.add(terms);
        step += 1;
        const epochDone = step % stepsPerEpoch === 0;

        if (step % LOG_EVERY === 0 || epochDone) {
          const { reconstruction, kl } = await running.take();
          const loss = reconstruction + hp.beta * kl;
          if (!Number.isFinite(loss)) throw new Error(`The loss is no longer a number at step ${step}. A lower learningRate than ${hp.learningRate} helps.`);
          yield { type: 'metrics', step, progress: progress(step), values: { 'train/loss': loss, 'train/reconstruction': reconstruction, 'train/kl': kl } };
        }
        if (epochDone && data.counts.VALIDATION > 0) {
          const { loss } = await evaluate({ tf, step: evaluation, shape, data, split: 'VALIDATION', random, signal });
          yield { type: 'metrics', step, progress: progress(step), values: { 'validation/loss': loss } };
        }
        if (epochDone) yield { type: 'samples', step, outputs: await draw(tf, drawing, shape, data.classes, drawings) };
        if (checkpoints.due()) {
          const { tensors, release } = saveState(state);
          try {
            yield { type: 'checkpoint', step, tensors, state: {} };
          } finally {
            release();
          }
        }
        if (context.shouldStop()) break;
      }
    }

    const best = await checkpoints.best();
    if (best !== undefined) {
      restoreWeights(weights, best.tensors);
      tf.dispose(Object.values(best.tensors));
    }
    const files = await modelFiles(tf, vae, describeModel(shape, data.classes, hp.reconstructionLoss));
    yield { type: 'model', files, parameterCount: vae.encoder.countParams() + vae.decoder.countParams() };
  } catch (error) {
    // A canceled run ends without a word; the host knows why.
    if (!signal.aborted) throw error;
  } finally {
    for (const compiled of [trainingStep, evaluation, drawing]) compiled.dispose();
    running.dispose();
    optimizer.dispose();
    disposeVae(vae);
  }
}

/** Latents that depend on the seed alone, so that one sees the same images grow, also after a resume; labels in turn. */
function sampleDrawings({ tf, seed, data, hyperparameters: hp }: TrainContext<Hyperparameters, 'IMAGE'>, latentSize: number): Drawing[] {
  const latents = tf.tidy(() => tf.randomNormal([SAMPLES, latentSize], 0, 1, 'float32', seed).dataSync());
  return Array.from({ length: SAMPLES }, (_, k) => ({
    latent: [...latents.subarray(k * latentSize, (k + 1) * latentSize)],
    label: hp.conditional ? k % data.classes.length : -1,
  }));
}
