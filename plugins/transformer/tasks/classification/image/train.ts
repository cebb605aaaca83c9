import { trainInSteps, warmUpCosine, type Tensor, type TrainContext, type TrainEvent } from 'flywheel/plugin';
import { classOutputs, goOnFrom } from '../../../go-on.ts';
import type { Hyperparameters } from '../../../hyperparameters.ts';
import { trainingPass } from '../../../layers/network.ts';
import { Weights } from '../../../layers/weights.ts';
import { readDescription } from '../../../model-files.ts';
import { withDefaults } from '../../../settings.ts';
import { ChosenWeights } from '../../chosen-weights.ts';
import { onValidation } from '../../on-validation.ts';
import { labelLoss } from '../label-loss.ts';
import { modelDescription } from './description.ts';
import { createPredictor, evaluate } from './evaluate.ts';
import { createVisionTransformer } from './model.ts';
import { pixelStatistics } from './pixels.ts';
import { describeModel, publishedFiles } from './publish.ts';
import { defaultsFor } from './settings.ts';
import { createShifts } from './shift.ts';

/** Pixels that an image is moved by at most while training, for each 14 of its shorter side. */
const SHIFT = 1;
const SHIFT_PER = 14;

/** Decay of the weights' moving average. */
const AVERAGE = 0.99;

type Context = TrainContext<Hyperparameters, 'IMAGE'>;

/** Trains from the seed or another model's weights, or goes on from the latest checkpoint with the same numbers as if it had never stopped. */
export async function* train(context: Context): AsyncGenerator<TrainEvent, void, void> {
  const { hyperparameters: hp, data, tf, nn, random, seed, signal } = context;
  if (data.counts.TRAIN === 0) throw new Error('The training split of this dataset version is empty.');
  const settings = withDefaults(hp, defaultsFor(data, hp));
  const { epochs, batchSize, learningRate, weightDecay, labelSmoothing } = settings;
  const { height, width, channels } = data.image;
  const initial = context.initial && { ...context.initial, ...(await readDescription(modelDescription, context.initial.readFile)) };
  const description = describeModel(data, settings, initial?.pixels ?? (await pixelStatistics(data, seed)));
  const stepsPerEpoch = Math.ceil(data.counts.TRAIN / batchSize);
  const steps = epochs * stepsPerEpoch;

  const weights = new Weights(tf, random);
  const model = createVisionTransformer({ tf, nn, weights }, { ...description, classes: data.classes.length }, settings.dropout);
  if (initial) await goOnFrom(tf, weights, initial, { named: classOutputs('classify', initial.classes, data.classes) });
  const shifts = createShifts(tf, random, data.image, Math.floor((SHIFT * Math.min(height, width)) / SHIFT_PER));
  const optimizer = context.createOptimizer(hp.optimizer, {
    learningRate: warmUpCosine({ highest: learningRate, steps, warmUpSteps: Math.ceil(steps / 10) }),
    clipNorm: 1,
    average: AVERAGE,
    ...(hp.optimizer === 'ADAMW' ? { weightDecay } : {}),
  });
  const chosen = new ChosenWeights(tf, weights, optimizer);
  const pass = trainingPass(random);
  const step = context.compile((images: Tensor, labels: Tensor, counts: Tensor | undefined) => {
    const moved = shifts.apply(images);
    return optimizer.minimize(() => labelLoss(tf, model(moved, pass), labels, labelSmoothing, counts).asScalar(), weights.variables);
  }, { name: 'The training step' });
  const predictor = createPredictor(context, model, description);

  yield* trainInSteps(context, {
    epochs,
    stepsPerEpoch,
    batches: (epoch, from) => data.batches({ split: 'TRAIN', size: batchSize, shuffle: { seed, epoch }, from }),
    step: ({ count, images, labels, weights: counts }) => tf.tidy(() => ({ loss: step(tf.tensor4d(images, [count, height, width, channels]), tf.tensor1d(labels, 'int32'), counts && tf.tensor1d(counts)) })),
    weights: chosen.all,
    optimizers: { optimizer },
    async evaluate() {
      return onValidation(await chosen.measure(() => evaluate(predictor, data, 'VALIDATION', signal)));
    },
    async publish() {
      await chosen.choose(context);
      return { files: publishedFiles(context, model, weights, description), parameterCount: weights.count };
    },
    dispose() {
      for (const owner of [step, predictor, optimizer, shifts, chosen, weights]) owner.dispose();
    },
  });
}
