import type { Scalar } from '@tensorflow/tfjs';
import type { Tensor } from 'flywheel/plugin';
import { convolution, dense, transposedConvolution, variablesOf, type Layer } from './layers.ts';
import { ALL_PASSES, only, parameterCount, product, WITHOUT_INPUT_GRADIENT, type BenchModel } from './model.ts';
import { createWeights } from './weights.ts';

const N = 128;
const LATENT = 2;
const HIDDEN = 16;
const SEEDS = 7 * 7 * 64;

const flops =
  product(N * 14 * 14, 9, 32, WITHOUT_INPUT_GRADIENT) +
  product(N * 7 * 7, 9 * 32, 64, ALL_PASSES) +
  product(N, SEEDS, HIDDEN, ALL_PASSES) +
  product(N, HIDDEN, 2 * LATENT, ALL_PASSES) +
  product(N, LATENT, SEEDS, ALL_PASSES) +
  // A transposed convolution spreads each of its input's pixels over the window.
  product(N * 7 * 7, 64, 9 * 64, ALL_PASSES) +
  product(N * 14 * 14, 64, 9 * 32, ALL_PASSES) +
  product(N * 28 * 28, 32, 9, ALL_PASSES);

/** Convolutional variational autoencoder on 28 × 28 × 1, 128 images a batch, a fifth of the pixels white. */
export const vae: BenchModel = {
  name: 'vae',
  flops,
  build({ tf, createOptimizer }, random) {
    const { glorot, zeros } = createWeights(tf, random);
    const layer = (shape: readonly number[], outputs: number): Layer => ({ kernel: glorot(shape), bias: zeros([outputs]) });
    const conv1 = layer([3, 3, 1, 32], 32);
    const conv2 = layer([3, 3, 32, 64], 64);
    const hidden = layer([SEEDS, HIDDEN], HIDDEN);
    const mean = layer([HIDDEN, LATENT], LATENT);
    const logVariance = layer([HIDDEN, LATENT], LATENT);
    const seeds = layer([LATENT, SEEDS], SEEDS);
    const grow1 = layer([3, 3, 64, 64], 64);
    const grow2 = layer([3, 3, 32, 64], 32);
    const paint = layer([3, 3, 1, 32], 1);
    const variables = variablesOf([conv1, conv2, hidden, mean, logVariance, seeds, grow1, grow2, paint]);
    const optimizer = createOptimizer('ADAM', { learningRate: () => 1e-3 });

    function loss(images: Tensor): Scalar {
      let x: Tensor = tf.relu(convolution(tf, images, conv1, 2));
      x = tf.relu(convolution(tf, x, conv2, 2));
      x = tf.relu(dense(tf, tf.reshape(x, [N, SEEDS]), hidden));
      const m = dense(tf, x, mean);
      const v = dense(tf, x, logVariance);
      const z = tf.add(m, tf.mul(random.normal([N, LATENT]), tf.exp(tf.mul(v, 0.5))));
      x = tf.reshape(tf.relu(dense(tf, z, seeds)), [N, 7, 7, 64]);
      x = tf.relu(transposedConvolution(tf, x, grow1, 2));
      x = tf.relu(transposedConvolution(tf, x, grow2, 2));
      const logits = transposedConvolution(tf, x, paint, 1);
      // −x log s − (1 − x) log(1 − s) with s = sigmoid(logit) is softplus(logit) − x · logit.
      const reconstruction = tf.sum(tf.sub(tf.softplus(logits), tf.mul(images, logits)));
      const kl = tf.mul(tf.sum(tf.sub(tf.add(tf.square(m), tf.exp(v)), tf.add(v, 1))), 0.5);
      return tf.div(tf.add(reconstruction, kl), N);
    }

    return {
      step: (...batch) => tf.tidy(() => optimizer.minimize(() => loss(only(batch)), variables)),
      batch: [tf.tidy(() => tf.cast(tf.greater(random.uniform([N, 28, 28, 1]), 0.8), 'float32'))],
      variables,
      parameterCount: parameterCount(variables),
    };
  },
};
