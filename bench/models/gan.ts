import type { Scalar } from '@tensorflow/tfjs';
import type { Tensor, TensorFlow } from 'flywheel/plugin';
import { convolution, dense, transposedConvolution, variablesOf, type Layer } from './layers.ts';
import { ALL_PASSES, only, parameterCount, product, WITHOUT_INPUT_GRADIENT, type BenchModel } from './model.ts';
import { createWeights } from './weights.ts';

const N = 128;
const LATENT = 128;
const SEEDS = 7 * 7 * 128;
const SLOPE = 0.2;

/** `first`: passes of the first layer. A transposed convolution spreads each of its input's pixels over the window. */
const generatorFlops = (first: number, others: number) =>
  product(N, LATENT, SEEDS, first) + product(N * 7 * 7, 128, 16 * 128, others) + product(N * 14 * 14, 128, 16 * 128, others) + product(N * 28 * 28, 49 * 128, 1, others);
const discriminatorFlops = (first: number, others: number) =>
  product(N * 14 * 14, 9, 64, first) + product(N * 7 * 7, 9 * 64, 128, others) + product(N, 128, 1, others);

const FORWARD = 1;
/** Forward and the gradient of inputs, where the weights stay. */
const THROUGH = 2;

/** The discriminator's update draws images and sees them and real ones; the generator's update sees drawn ones through the discriminator. */
const flops =
  generatorFlops(FORWARD, FORWARD) +
  2 * discriminatorFlops(WITHOUT_INPUT_GRADIENT, ALL_PASSES) +
  generatorFlops(WITHOUT_INPUT_GRADIENT, ALL_PASSES) +
  discriminatorFlops(THROUGH, THROUGH);

/** DCGAN on 28 × 28 × 1, 128 images a batch; a step updates the discriminator, then the generator. */
export const gan: BenchModel = {
  name: 'gan',
  flops,
  build({ tf, createOptimizer }, random) {
    const { glorot, zeros } = createWeights(tf, random);
    const layer = (shape: readonly number[], outputs: number): Layer => ({ kernel: glorot(shape), bias: zeros([outputs]) });
    const seeds = layer([LATENT, SEEDS], SEEDS);
    const grow1 = layer([4, 4, 128, 128], 128);
    const grow2 = layer([4, 4, 128, 128], 128);
    const paint = layer([7, 7, 128, 1], 1);
    const look1 = layer([3, 3, 1, 64], 64);
    const look2 = layer([3, 3, 64, 128], 128);
    const judge = layer([128, 1], 1);
    const ofGenerator = variablesOf([seeds, grow1, grow2, paint]);
    const ofDiscriminator = variablesOf([look1, look2, judge]);
    const options = { learningRate: () => 2e-4, beta1: 0.5 };
    const generatorOptimizer = createOptimizer('ADAM', options);
    const discriminatorOptimizer = createOptimizer('ADAM', options);

    /** → [n, 28, 28, 1] in −1 to 1. */
    function generate(): Tensor {
      let x: Tensor = tf.leakyRelu(dense(tf, random.normal([N, LATENT]), seeds), SLOPE);
      x = tf.reshape(x, [N, 7, 7, 128]);
      x = tf.leakyRelu(transposedConvolution(tf, x, grow1, 2), SLOPE);
      x = tf.leakyRelu(transposedConvolution(tf, x, grow2, 2), SLOPE);
      return tf.tanh(convolution(tf, x, paint, 1));
    }

    /** → the log odds that an image is real, [n, 1]. */
    function discriminate(images: Tensor): Tensor {
      let x: Tensor = tf.leakyRelu(convolution(tf, images, look1, 2), SLOPE);
      x = tf.leakyRelu(convolution(tf, x, look2, 2), SLOPE);
      return dense(tf, tf.max(x, [1, 2]), judge);
    }

    function step(images: Tensor): Scalar {
      const drawn = generate();
      const discriminatorLoss = discriminatorOptimizer.minimize(
        () => tf.add(lossIfReal(tf, discriminate(images)), lossIfDrawn(tf, discriminate(drawn))),
        ofDiscriminator,
      );
      drawn.dispose();
      const generatorLoss = generatorOptimizer.minimize(() => lossIfReal(tf, discriminate(generate())), ofGenerator);
      return tf.add(discriminatorLoss, generatorLoss);
    }

    return {
      step: (...batch) => tf.tidy(() => step(only(batch))),
      batch: [tf.tidy(() => tf.sub(tf.mul(random.uniform([N, 28, 28, 1]), 2), 1))],
      variables: [...ofGenerator, ...ofDiscriminator],
      parameterCount: parameterCount([...ofGenerator, ...ofDiscriminator]),
    };
  },
};

/** −log sigmoid(logit), the mean of a batch. */
function lossIfReal(tf: TensorFlow, logits: Tensor): Scalar {
  return tf.mean(tf.softplus(tf.neg(logits)));
}

/** −log(1 − sigmoid(logit)), the mean of a batch. */
function lossIfDrawn(tf: TensorFlow, logits: Tensor): Scalar {
  return tf.mean(tf.softplus(logits));
}
