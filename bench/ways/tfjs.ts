/** The peers' VAE written down in plain TensorFlow.js on the same native library: nothing of ours but the loader. */
import type { SymbolicTensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { loadNative } from '../../src/tensor/native/load.ts';
import { BATCH_SIZE, drawImages, printTimes, wantedSteps, WARM_UP_STEPS } from './step-times.ts';

const { tf } = await loadNative();
const { layers } = tf;

const image = tf.input({ shape: [28, 28, 1] });
let x = layers.conv2d({ filters: 32, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }).apply(image);
x = layers.conv2d({ filters: 64, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }).apply(x);
x = layers.dense({ units: 16, activation: 'relu' }).apply(layers.flatten().apply(x));
const heads = [layers.dense({ units: 2 }).apply(x) as SymbolicTensor, layers.dense({ units: 2 }).apply(x) as SymbolicTensor];
const encoder = tf.model({ inputs: image, outputs: heads });

const latent = tf.input({ shape: [2] });
x = layers.reshape({ targetShape: [7, 7, 64] }).apply(layers.dense({ units: 7 * 7 * 64, activation: 'relu' }).apply(latent));
x = layers.conv2dTranspose({ filters: 64, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }).apply(x);
x = layers.conv2dTranspose({ filters: 32, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }).apply(x);
const logits = layers.conv2dTranspose({ filters: 1, kernelSize: 3, padding: 'same' }).apply(x) as SymbolicTensor;
const decoder = tf.model({ inputs: latent, outputs: logits });

const optimizer = tf.train.adam(1e-3);
const images = tf.tensor4d(drawImages(), [BATCH_SIZE, 28, 28, 1]);

function step(): number {
  const loss = optimizer.minimize(() => {
    const [mean, logVariance] = encoder.apply(images, { training: true }) as [Tensor2D, Tensor2D];
    const z = mean.add(tf.randomNormal(mean.shape).mul(logVariance.mul(0.5).exp()));
    const predicted = decoder.apply(z, { training: true }) as Tensor4D;
    const reconstruction = tf.losses.sigmoidCrossEntropy(images, predicted, undefined, undefined, tf.Reduction.NONE).sum([1, 2, 3]).mean();
    const kl = logVariance.add(1).sub(mean.square()).sub(logVariance.exp()).mul(-0.5).sum(1).mean();
    return reconstruction.add(kl).asScalar();
  }, true);
  const value = loss?.dataSync()[0] ?? NaN;
  loss?.dispose();
  return value;
}

const times: number[] = [];
let loss = NaN;
for (let k = 0; k < wantedSteps() + WARM_UP_STEPS; k++) {
  const start = performance.now();
  loss = step();
  times.push(performance.now() - start);
}
printTimes(times.slice(WARM_UP_STEPS), loss);
