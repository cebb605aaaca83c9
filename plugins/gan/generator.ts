import type { Tensor, TensorFlow } from 'flywheel/plugin';
import { double, fourSided } from './convolve.ts';
import { mapsOf, type NetworkShape } from './network-shape.ts';
import { weight, type Weights, type WeightSpec } from './weights.ts';

/** Of the weights at the start (Radford et al. 2016). */
const DEVIATION = 0.02;
/** The label's weight beside a latent number's: ten numbers of which one is 1 would be lost among 100 normal ones. */
export const LABEL_SCALE = 3;
export const KERNEL = 4;
export const EPSILON = 1e-5;

/** Latents (and label) → dense → [normalize, relu, transposed convolution] × levels → tanh. */
export function generatorWeights(shape: NetworkShape): WeightSpec[] {
  const maps = mapsOf(shape);
  const [seed] = maps;
  if (seed === undefined) throw new Error('A generator needs at least one level.');
  const seeds = seed.rows * seed.columns * seed.channels;
  return [
    { name: 'seeds', shape: [shape.latentSize, seeds], start: { deviation: DEVIATION } },
    ...(shape.classes === 0 ? [] : [{ name: 'label', shape: [shape.classes, seeds], start: { deviation: DEVIATION } }]),
    ...maps.flatMap(({ channels }, level): WeightSpec[] => [
      { name: `scale${level + 1}`, shape: [channels], start: { value: 1 } },
      { name: `offset${level + 1}`, shape: [channels], start: { value: 0 } },
      { name: `grow${level + 1}`, shape: [KERNEL, KERNEL, maps[level + 1]?.channels ?? shape.channels, channels], start: { deviation: DEVIATION } },
    ]),
    { name: 'paint', shape: [shape.channels], start: { value: 0 } },
  ];
}

/** Mean and variance of each channel, [channels]. */
export interface Moments {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/**
 * Draws images with batch normalization (Ioffe & Szegedy 2015) by the batch's own moments.
 *
 * @param latents [n, latentSize]
 * @param labels one-hot rows [n, classes] of a conditional model; zeros: unknown.
 * @param seen is told the moments of each level, for `standing statistics`.
 * @returns [n, height, width, channels], −1 to 1
 */
export function drawImages(tf: TensorFlow, shape: NetworkShape, weights: Weights, latents: Tensor, labels: Tensor | undefined, seen: (moments: Moments) => void = () => {}): Tensor {
  let x = seedMap(tf, shape, weights, latents, labels);
  for (let level = 1; level <= shape.levels; level++) {
    const moments = tf.moments(x, [0, 1, 2]);
    seen(moments);
    x = grown(tf, weights, level, x, moments);
  }
  return tf.tanh(cropped(tf, tf.add(x, weight(weights, 'paint')), shape));
}

/** The batch's moments of the next level, where the levels before are normalized by moments that are known: `below`, one by one. */
export function momentsBehind(tf: TensorFlow, shape: NetworkShape, weights: Weights, latents: Tensor, labels: Tensor | undefined, below: readonly Moments[]): Moments {
  const start = seedMap(tf, shape, weights, latents, labels);
  return tf.moments(below.reduce((x, moments, index) => grown(tf, weights, index + 1, x, moments), start), [0, 1, 2]);
}

/** What the first level gets. */
function seedMap(tf: TensorFlow, shape: NetworkShape, weights: Weights, latents: Tensor, labels: Tensor | undefined): Tensor {
  const [seed] = mapsOf(shape);
  let x: Tensor = tf.matMul(latents, weight(weights, 'seeds'));
  if (labels !== undefined) x = tf.add(x, tf.matMul(tf.mul(labels, LABEL_SCALE), weight(weights, 'label')));
  return tf.reshape(x, [latents.shape[0] ?? 0, seed?.rows ?? 0, seed?.columns ?? 0, seed?.channels ?? 0]);
}

/** One level: normalized by the moments, relu, transposed convolution. */
function grown(tf: TensorFlow, weights: Weights, level: number, x: Tensor, { mean, variance }: Moments): Tensor {
  const normal = tf.batchNorm(fourSided(x), tf.reshape(mean, [-1]), tf.reshape(variance, [-1]), tf.reshape(weight(weights, `offset${level}`), [-1]), tf.reshape(weight(weights, `scale${level}`), [-1]), EPSILON);
  return double(tf, tf.relu(normal), weight(weights, `grow${level}`));
}

/** Sides that are no multiples of 2^levels come out too long; the middle is kept. */
function cropped(tf: TensorFlow, x: Tensor, shape: NetworkShape): Tensor {
  const { top, left } = cropping(shape);
  const [n = 0, height, width] = x.shape;
  if (height === shape.height && width === shape.width) return x;
  return tf.slice(x, [0, top, left, 0], [n, shape.height, shape.width, shape.channels]);
}

/** Pixels that are cut off at each side. */
export function cropping(shape: NetworkShape): { top: number; bottom: number; left: number; right: number } {
  const [seed] = mapsOf(shape);
  const tooHigh = (seed?.rows ?? 0) * 2 ** shape.levels - shape.height;
  const tooWide = (seed?.columns ?? 0) * 2 ** shape.levels - shape.width;
  const [top, left] = [Math.floor(tooHigh / 2), Math.floor(tooWide / 2)];
  return { top, bottom: tooHigh - top, left, right: tooWide - left };
}
