import type { Tensor, TensorFlow } from 'flywheel/plugin';
import { halve } from './convolve.ts';
import { KERNEL } from './generator.ts';
import { mapsOf, type NetworkShape } from './network-shape.ts';
import { weight, type Weights, type WeightSpec } from './weights.ts';

const DEVIATION = 0.02;
/** Slope of leaky relu below 0 (Radford et al. 2016). */
export const SLOPE = 0.2;

/** Image → [convolution, leaky relu] × levels → dense with an output for "real" and one for each class. */
export function discriminatorWeights(shape: NetworkShape): WeightSpec[] {
  const maps = mapsOf(shape).reverse();
  const [last] = maps.slice(-1);
  if (last === undefined) throw new Error('A discriminator needs at least one level.');
  return [
    ...maps.flatMap(({ channels }, level): WeightSpec[] => [
      { name: `look${level + 1}`, shape: [KERNEL, KERNEL, maps[level - 1]?.channels ?? shape.channels, channels], start: { deviation: DEVIATION } },
      { name: `bias${level + 1}`, shape: [channels], start: { value: 0 } },
    ]),
    { name: 'judge', shape: [last.rows * last.columns * last.channels, 1 + shape.classes], start: { deviation: DEVIATION } },
    { name: 'verdict', shape: [1 + shape.classes], start: { value: 0 } },
  ];
}

/** The weights that spectral normalization divides: kernels, not biases. */
export function isKernel(name: string): boolean {
  return name.startsWith('look') || name === 'judge';
}

/**
 * How real images look, [n]: the output for "real" plus the one of the label (projection; Miyato & Koyama 2018). No
 * normalization over the batch, so that each image's gradient is its own, as a gradient penalty needs.
 *
 * @param images [n, height, width, channels], −1 to 1
 * @param labels one-hot rows [n, classes] of a conditional model
 */
export function realness(tf: TensorFlow, shape: NetworkShape, weights: Weights, images: Tensor, labels: Tensor | undefined): Tensor {
  let x = images;
  for (let level = 1; level <= shape.levels; level++) {
    x = tf.leakyRelu(tf.add(halve(tf, x, weight(weights, `look${level}`)), weight(weights, `bias${level}`)), SLOPE);
  }
  const flat = tf.reshape(x, [images.shape[0] ?? 0, -1]);
  const outputs = tf.add(tf.matMul(flat, weight(weights, 'judge')), weight(weights, 'verdict'));
  if (labels === undefined) return tf.reshape(outputs, [-1]);
  const chosen = tf.concat([tf.ones([labels.shape[0] ?? 0, 1]), labels], 1);
  return tf.sum(tf.mul(outputs, chosen), 1);
}
