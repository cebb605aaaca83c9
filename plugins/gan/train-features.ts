import type { LayersModel, Scalar } from '@tensorflow/tfjs';
import { applyModel, warmUpCosine, type Tensor, type TensorFlow, type TrainContext } from 'flywheel/plugin';
import { variablesOf, WAYS, type FeatureTask } from './feature-network.ts';
import { question } from './feature-question.ts';

/** After which 97 of 100 digits of MNIST are read right. */
const MOST_STEPS = 400;
/** Of small datasets. */
const MOST_EPOCHS = 20;
/** Images of a step; where each is shown in several ways, all of them together. */
const BATCH_SIZE = 128;
const HIGHEST_RATE = 2e-3;

type Context = Pick<TrainContext<never, 'IMAGE'>, 'tf' | 'compile' | 'createOptimizer' | 'data' | 'seed' | 'signal'>;

/**
 * Trains the feature network on the training split. Nothing but the seed decides what it becomes.
 *
 * @throws the signal's reason when it is aborted.
 */
export async function trainFeatures({ tf, compile, createOptimizer, data, seed, signal }: Context, model: LayersModel, task: FeatureTask): Promise<void> {
  const variables = [...variablesOf(tf, model).values()];
  const size = task === 'LABEL' ? BATCH_SIZE : BATCH_SIZE / WAYS;
  const stepsPerEpoch = Math.ceil(data.counts.TRAIN / size);
  const steps = Math.min(MOST_STEPS, MOST_EPOCHS * stepsPerEpoch);
  const optimizer = createOptimizer('ADAM', { learningRate: warmUpCosine({ highest: HIGHEST_RATE, steps, warmUpSteps: Math.ceil(steps / 20) }) });
  const step = compile((images: Tensor, answers: Tensor) => optimizer.minimize(() => crossEntropy(tf, applyModel(model, [images])[1], answers), variables), { name: "The feature network's step" });
  try {
    for (let done = 0; done < steps;) {
      for await (const batch of data.batches({ split: 'TRAIN', size, shuffle: { seed, epoch: Math.floor(done / stepsPerEpoch) } })) {
        signal.throwIfAborted();
        tf.tidy(() => {
          const { images, answers } = question(tf, task, data, batch);
          step(images, answers);
        });
        done += 1;
        if (done >= steps) break;
      }
    }
  } finally {
    step.dispose();
    optimizer.dispose();
  }
}

/** −Σ answers · log softmax(logits), the mean of a batch. */
function crossEntropy(tf: TensorFlow, logits: Tensor | undefined, answers: Tensor): Scalar {
  if (logits === undefined) throw new Error('The feature network gives features and logits.');
  return tf.mean(tf.neg(tf.sum(tf.mul(answers, tf.logSoftmax(logits)), 1)));
}
