import type { Scalar } from '@tensorflow/tfjs';
import { applyModel, type Tensor, type Variable } from 'flywheel/plugin';
import { describe, expect, it } from 'vitest';
import { discriminatorWeights, realness } from '../../../plugins/gan/discriminator.ts';
import { drawImages, generatorWeights, type Moments } from '../../../plugins/gan/generator.ts';
import { adversarialLosses } from '../../../plugins/gan/hyperparameters.ts';
import { discriminatorLoss, generatorLoss, gradientPenalty } from '../../../plugins/gan/losses.ts';
import { mapsOf, type NetworkShape } from '../../../plugins/gan/network-shape.ts';
import { imagesAtOnce, MOST_BYTES } from '../../../plugins/gan/images-at-once.ts';
import { bytesPerImage, compileMoments, STANDING } from '../../../plugins/gan/moments.ts';
import { buildDiscriminator, buildGenerator, setDiscriminator, setGenerator } from '../../../plugins/gan/published.ts';
import { iterate, keepVectors, normalized, singularVectors } from '../../../plugins/gan/spectral-norm.ts';
import { createWeights, weight, type Weights } from '../../../plugins/gan/weights.ts';
import { symmetricEigen } from '../../../plugins/gan/symmetric-eigen.ts';
import { createRandom } from '../../../src/tensor/random.ts';
import { tf, tools } from './support.ts';

const random = createRandom(tf, 'TENSORFLOW', 3);
const shapeOf = (some: Partial<NetworkShape> = {}): NetworkShape => ({ height: 28, width: 28, channels: 1, classes: 3, latentSize: 5, filters: 4, levels: 2, ...some });
const weightsOf = (specs: Parameters<typeof createWeights>[2], scale = 8): Weights<Variable> => {
  const weights = createWeights(tf, random, specs);
  for (const variable of weights.values()) tf.tidy(() => variable.assign(tf.mul(variable, scale)));
  return weights;
};
const batch = (n: number, shape: NetworkShape) => random.normal([n, shape.height, shape.width, shape.channels]);
const labelsOf = (n: number, classes: number) => tf.tidy(() => tf.oneHot(tf.tensor1d(Array.from({ length: n }, (_, k) => k % classes), 'int32'), classes, 1, 0, 'float32'));

describe('the networks', () => {
  it.each([
    [28, 28, 2, 7, 7], [32, 32, 2, 8, 8], [36, 28, 3, 5, 4], [64, 64, 3, 8, 8], [96, 96, 4, 6, 6], [128, 28, 4, 8, 2],
  ])('start a %i × %i image with %i levels from %i × %i', (height, width, levels, rows, columns) => {
    expect(mapsOf(shapeOf({ height, width, levels }))[0]).toMatchObject({ rows, columns });
  });

  it.each([shapeOf(), shapeOf({ classes: 0, height: 36, levels: 3, channels: 3 })])('are published as layers that do the same (%j)', async (shape) => {
    const own = weightsOf(generatorWeights(shape));
    const judging = weightsOf(discriminatorWeights(shape));
    const [generator, discriminator] = [buildGenerator(tf, shape), buildDiscriminator(tf, shape)];
    const latents = random.normal([40, shape.latentSize]);
    const labels = shape.classes > 0 ? [labelsOf(40, shape.classes)] : [];
    const moments: Moments[] = [];
    const images = drawImages(tf, shape, own, latents, labels[0], (seen) => moments.push({ mean: tf.reshape(seen.mean, [-1]), variance: tf.reshape(seen.variance, [-1]) }));
    setGenerator(tf, generator, shape, own, moments);
    setDiscriminator(tf, discriminator, shape, judging);
    const [drawn] = applyModel(generator, [latents, ...labels]);
    // With the moments of this very batch, the published generator draws what the trained one draws.
    expect(await largestDifference(tf.mul(tf.add(images, 1), 0.5), drawn)).toBeLessThan(1e-5);
    const [judged] = applyModel(discriminator, [tf.mul(tf.add(images, 1), 0.5), ...labels]);
    expect(await largestDifference(realness(tf, shape, judging, images, labels[0]), tf.reshape(judged ?? tf.zeros([1]), [-1]))).toBeLessThan(1e-3);
  });

  it('looks at each image by itself: another one beside it changes nothing', async () => {
    const shape = shapeOf();
    const judging = weightsOf(discriminatorWeights(shape));
    const images = batch(4, shape);
    const alone = realness(tf, shape, judging, tf.slice(images, [0, 0, 0, 0], [1, -1, -1, -1]), labelsOf(1, 3));
    const together = realness(tf, shape, judging, images, labelsOf(4, 3));
    expect(await largestDifference(alone, tf.slice(together, [0], [1]))).toBeLessThan(1e-5);
  });

  it('adds the one output of the label', async () => {
    const shape = shapeOf();
    const judging = weightsOf(discriminatorWeights(shape));
    const image = batch(1, shape);
    const as = async (label: number) => (await realness(tf, shape, judging, image, tf.oneHot(tf.tensor1d([label], 'int32'), 3, 1, 0, 'float32')).data())[0] ?? NaN;
    expect(await as(0)).not.toBeCloseTo(await as(1), 3);
  });
});

describe('standing statistics', () => {
  const large = shapeOf({ height: 64, width: 52, channels: 3, levels: 3 });

  it('of large images are taken in parts, and are those of all images at once', async () => {
    const own = weightsOf(generatorWeights(large));
    const [latents, labels] = [random.normal([60, large.latentSize]), labelsOf(60, large.classes)];
    const wanted: Moments[] = [];
    drawImages(tf, large, own, latents, labels, (moments) => wanted.push(moments));
    const statistics = compileMoments(tools, large, own, 12);
    // Of five parts of a level the first two are recorded, and the others run as a graph.
    const found = statistics.of(latents, labels, own);
    expect(found).toHaveLength(3);
    for (const [level, { mean, variance }] of found.entries()) for (const [all, part] of [[wanted[level]?.mean, mean], [wanted[level]?.variance, variance]] as const) {
      const flat = tf.reshape(all ?? tf.zeros([1]), [-1]);
      const [size = NaN] = await tf.max(tf.abs(flat)).data();
      expect(await largestDifference(flat, part)).toBeLessThan(1e-4 * size);
    }
    statistics.dispose();
  });

  it('hold what they say they hold', async () => {
    const own = weightsOf(generatorWeights(large));
    const [latents, labels] = [random.normal([40, large.latentSize]), labelsOf(40, large.classes)];
    const peakOf = async (atOnce: number) => {
      const statistics = compileMoments(tools, large, own, atOnce);
      const before = tf.memory().numBytes;
      const { peakBytes } = await tf.profile(() => tf.tidy(() => void statistics.of(latents, labels, own)));
      statistics.dispose();
      return (peakBytes - before) / bytesPerImage(large);
    };
    const [all, parts] = [await peakOf(40), await peakOf(10)];
    expect(all).toBeGreaterThan(35);
    expect(all).toBeLessThan(41);
    expect(parts).toBeLessThan(11);
  });

  it('hold no more than 256 MiB at the largest size and the default filters, and take 28 × 28 pixels in one pass', () => {
    const usual = { filters: 48, classes: 10, latentSize: 100 };
    const largest = shapeOf({ ...usual, height: 128, width: 128, channels: 3, levels: 4 });
    expect(bytesPerImage(largest) * STANDING).toBeGreaterThan(5e9);
    expect(imagesAtOnce(STANDING, bytesPerImage(largest))).toBe(40);
    expect(bytesPerImage(largest) * 40).toBeLessThan(MOST_BYTES);
    for (const channels of [1, 3]) expect(imagesAtOnce(STANDING, bytesPerImage(shapeOf({ ...usual, channels })))).toBe(STANDING);
    expect(imagesAtOnce(7, 3 * MOST_BYTES)).toBe(1);
  });
});

describe('spectral normalization', () => {
  it('comes to the greatest singular value, so that the kernels have 1', async () => {
    const shape = shapeOf();
    const specs = discriminatorWeights(shape);
    const weights = weightsOf(specs);
    const vectors = createWeights(tf, random, singularVectors(specs));
    expect([...vectors.keys()]).toEqual(['look1', 'look2', 'judge']);
    for (let k = 0; k < 100; k++) tf.tidy(() => keepVectors(vectors, iterate(tf, weights, vectors)));
    for (const name of vectors.keys()) {
      const kernel = weight(normalized(tf, weights, iterate(tf, weights, vectors)), name);
      const matrix = tf.reshape(kernel, [-1, kernel.shape.at(-1) ?? 1]);
      const size = matrix.shape[1] ?? 0;
      const squared = Float64Array.from(await tf.matMul(matrix, matrix, true).data());
      expect(Math.max(...symmetricEigen(squared, size).values)).toBeCloseTo(1, 3);
    }
  });

  it('passes the gradient of the singular value', async () => {
    const shape = shapeOf({ classes: 0 });
    const specs = discriminatorWeights(shape);
    const weights = weightsOf(specs);
    const vectors = createWeights(tf, random, singularVectors(specs));
    for (let k = 0; k < 50; k++) tf.tidy(() => keepVectors(vectors, iterate(tf, weights, vectors)));
    const estimates = iterate(tf, weights, vectors);
    const kernel = weight(weights, 'judge');
    const images = batch(3, shape);
    const loss = () => tf.sum<Scalar>(realness(tf, shape, normalized(tf, weights, estimates), images, undefined));
    await expectGradient(loss, kernel, 2e-2);
    // A kernel that is scaled looks at images as before, so along itself its gradient is 0.
    const gradient = tf.variableGrads(loss, [kernel]).grads[kernel.name];
    expect(Math.abs((await tf.sum(tf.mul(gradient ?? kernel, kernel)).data())[0] ?? NaN)).toBeLessThan(1e-3);
  });
});

describe('the losses', () => {
  const real = tf.tensor1d([2, -0.5]);
  const drawn = tf.tensor1d([-3, 0.25]);
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

  it.each([
    ['NON_SATURATING', -(Math.log(sigmoid(2)) + Math.log(sigmoid(-0.5))) / 2 - (Math.log(1 - sigmoid(-3)) + Math.log(1 - sigmoid(0.25))) / 2, -(Math.log(sigmoid(-3)) + Math.log(sigmoid(0.25))) / 2],
    ['HINGE', (0 + 1.5) / 2 + (0 + 1.25) / 2, 2.75 / 2],
    ['WASSERSTEIN_GP', -2.75 / 2 - 0.75, 2.75 / 2],
  ] as const)('are the papers\' (%s)', async (loss, ofDiscriminator, ofGenerator) => {
    expect((await discriminatorLoss(tf, loss, real, drawn).data())[0]).toBeCloseTo(ofDiscriminator, 5);
    expect((await generatorLoss(tf, loss, drawn).data())[0]).toBeCloseTo(ofGenerator, 5);
  });

  it('are three', () => expect(adversarialLosses).toHaveLength(3));

  it('penalizes slopes that are not 1: of a linear function its weights\' length alone', async () => {
    const direction = random.normal([28, 28, 1]);
    const judge = (images: Tensor) => tf.sum(tf.mul(images, direction), [1, 2, 3]);
    const length = Math.sqrt((await tf.sum(tf.square(direction)).data())[0] ?? NaN);
    const penalty = gradientPenalty(tf, judge, batch(4, shapeOf()), batch(4, shapeOf()), random.uniform([4, 1, 1, 1]));
    expect((await penalty.data())[0]).toBeCloseTo((length - 1) ** 2, 2);
  });

  it('has the second-order gradients that finite differences have', async () => {
    const shape = shapeOf();
    const judging = weightsOf(discriminatorWeights(shape));
    // Where a unit bends, the penalty jumps, and differences say nothing: biases keep half of the units on either side.
    for (const name of ['bias1', 'bias2']) tf.tidy(() => weight(judging, name).assign(tf.tensor1d(Array.from({ length: weight(judging, name).size }, (_, k) => (k % 2 === 0 ? 50 : -50)))));
    const [a, b, mix, labels] = [batch(4, shape), batch(4, shape), random.uniform([4, 1, 1, 1]), labelsOf(4, 3)];
    const penalty = () => gradientPenalty(tf, (images) => realness(tf, shape, judging, images, labels), a, b, mix);
    for (const name of ['look1', 'look2', 'judge']) await expectGradient(penalty, weight(judging, name), 1e-2);
  });
});

async function largestDifference(a: Tensor, b: Tensor | undefined): Promise<number> {
  if (b === undefined) throw new Error('There is nothing to compare.');
  expect(b.shape).toEqual(a.shape);
  return (await tf.max(tf.abs(tf.sub(a, b))).data())[0] ?? NaN;
}

/** Compares the slope along a random direction with a central difference, relative to the slope's scale. */
async function expectGradient(loss: () => Scalar, variable: Variable, tolerance: number): Promise<void> {
  const direction = random.normal(variable.shape);
  const gradient = tf.variableGrads(loss, [variable]).grads[variable.name];
  if (gradient === undefined) throw new Error('There is no gradient.');
  const slope = (await tf.sum(tf.mul(gradient, direction)).data())[0] ?? NaN;
  const here = variable.clone();
  const at = async (step: number) => {
    variable.assign(tf.add(here, tf.mul(direction, step)));
    const value = (await loss().data())[0] ?? NaN;
    variable.assign(here);
    return value;
  };
  const step = 1e-3;
  const difference = ((await at(step)) - (await at(-step))) / (2 * step);
  const scale = Math.sqrt((await tf.sum(tf.square(gradient)).data())[0] ?? NaN);
  expect(Math.abs(difference - slope)).toBeLessThan(tolerance * Math.max(scale, 1e-3));
}
