import { setTimeout as wait } from 'node:timers/promises';
import type { Progress, Tensor, TensorFlow, TrainContext, TrainEvent, Variable } from 'flywheel/plugin';
import { goWrong } from './go-wrong.ts';
import { FILE } from './load.ts';
import type { Hyperparameters } from './settings.ts';

export async function* train(context: TrainContext<Hyperparameters, 'IMAGE'>): AsyncGenerator<TrainEvent, void, void> {
  const { hyperparameters: hp, data, tf, random, seed, checkpoints } = context;
  const { height, width, channels } = data.image;
  const size = height * width * channels;
  const stepsPerEpoch = Math.ceil(data.counts.TRAIN / hp.batchSize);
  const steps = stepsPerEpoch * hp.epochs;
  const progress = (step: number): Progress => ({ epoch: Math.floor(step / stepsPerEpoch), epochs: hp.epochs, step, steps });
  const mean = tf.variable(random.uniform([size]), true, 'mean');
  const optimizer = context.createOptimizer('ADAM', { learningRate: () => hp.learningRate });
  // Without a seed, as layers draw; the run's seed decides it all the same.
  const trainingStep = context.compile(
    (images: Tensor) => optimizer.minimize(() => squaredError(tf, mean, images, tf.randomNormal(images.shape)), [mean]),
    { name: 'The training step' },
  );

  try {
    const checkpoint = await checkpoints.latest();
    let step = checkpoint?.step ?? 0;
    if (checkpoint) {
      const { mean: saved, ...slots } = checkpoint.tensors;
      if (saved) mean.assign(saved);
      optimizer.restore(slots);
      tf.dispose(checkpoint.tensors);
    }
    while (step < steps && !context.shouldStop()) {
      const epoch = Math.floor(step / stepsPerEpoch);
      for await (const batch of data.batches({ split: 'TRAIN', size: hp.batchSize, shuffle: { seed, epoch }, from: step % stepsPerEpoch })) {
        const loss = tf.tidy(() => trainingStep(tf.tensor2d(batch.images, [batch.count, size])));
        const [value = 0] = await loss.data();
        loss.dispose();
        step += 1;
        if (hp.fault === 'LEAK') tf.scalar(value);
        const { trainLoss, validation } = await goWrong(hp, step, value);
        yield { type: 'metrics', step, progress: progress(step), values: { 'train/loss': trainLoss } };
        if (step % stepsPerEpoch === 0) {
          yield { type: 'log', line: `epoch ${epoch + 1} done` };
          yield { type: 'metrics', step, progress: progress(step), values: validation };
          yield { type: 'samples', step, outputs: [{ type: 'image', width, height, channels, pixels: await pixelsOf(mean) }] };
        }
        const pause = step >= hp.slowFrom && !checkpoint ? 200 : hp.pause;
        if (pause > 0) await wait(pause);
        if (checkpoints.due()) yield { type: 'checkpoint', step, tensors: { mean, ...optimizer.state() }, state: { told: `step ${step}` } };
        if (context.shouldStop()) break;
      }
    }
    if (hp.fault === 'NO_MODEL') return;
    const best = await checkpoints.best();
    if (best?.tensors['mean']) mean.assign(best.tensors['mean']);
    // UNREADABLE ends within a number.
    const bytes = new Uint8Array((await mean.data()).slice().buffer).subarray(0, hp.fault === 'UNREADABLE' ? -1 : undefined);
    yield { type: 'model', files: [{ path: FILE, bytes }], parameterCount: size };
  } finally {
    trainingStep.dispose();
    optimizer.dispose();
    mean.dispose();
  }
}

/** Of each image with some noise, so that the run's random numbers matter. */
function squaredError(tf: TensorFlow, mean: Variable, images: Tensor, noise: Tensor) {
  return images.add(noise.mul(0.1)).sub(mean).square().sum(1).mean<ReturnType<typeof tf.scalar>>();
}

async function pixelsOf(mean: Variable): Promise<Uint8Array> {
  return Uint8Array.from(await mean.data(), (value) => Math.max(0, Math.min(255, Math.round(255 * value))));
}
