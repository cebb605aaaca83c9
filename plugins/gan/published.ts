import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs';
import { chainLayers, type Tensor, type TensorFlow } from 'flywheel/plugin';
import { SLOPE } from './discriminator.ts';
import { cropping, EPSILON, KERNEL, LABEL_SCALE, type Moments } from './generator.ts';
import { mapsOf, type NetworkShape } from './network-shape.ts';
import { weight, type Weights } from './weights.ts';

/** The trained networks in TensorFlow.js's own layers, which need nothing of this plugin. Pixels are 0 to 1 in both. */
export interface Published {
  /** Latents [n, latentSize] (and one-hot label) → images [n, height, width, channels]. */
  readonly generator: LayersModel;
  /** Images (and one-hot label) → how real they look, [n, 1]: a logit for NON_SATURATING, no probability otherwise. */
  readonly discriminator: LayersModel;
}

export function buildGenerator(tf: TensorFlow, shape: NetworkShape): LayersModel {
  const { layers } = tf;
  const maps = mapsOf(shape);
  const [seed] = maps;
  if (seed === undefined) throw new Error('A generator needs at least one level.');
  const { top, bottom, left, right } = cropping(shape);
  const latent = tf.input({ name: 'latent', shape: [shape.latentSize] });
  const label = shape.classes === 0 ? [] : [tf.input({ name: 'label', shape: [shape.classes] })];
  const inputs = [latent, ...label];
  const pixels = chainLayers(inputs.length === 1 ? latent : chainLayers(inputs, [layers.concatenate({ name: 'with_label' })]), [
    layers.dense({ name: 'seeds', units: seed.rows * seed.columns * seed.channels, useBias: false }),
    layers.reshape({ name: 'map', targetShape: [seed.rows, seed.columns, seed.channels] }),
    ...maps.flatMap((_, level) => [
      layers.batchNormalization({ name: `norm${level + 1}`, epsilon: EPSILON }),
      layers.activation({ name: `relu${level + 1}`, activation: 'relu' }),
      layers.conv2dTranspose({
        name: `grow${level + 1}`, filters: maps[level + 1]?.channels ?? shape.channels, kernelSize: KERNEL, strides: 2, padding: 'same', useBias: level + 1 === shape.levels,
      }),
    ]),
    ...(top + bottom + left + right === 0 ? [] : [layers.cropping2D({ name: 'crop', cropping: [[top, bottom], [left, right]] })]),
    layers.activation({ name: 'pixels', activation: 'sigmoid' }),
  ]);
  return tf.model({ name: 'generator', inputs, outputs: pixels });
}

/** Puts weights and each level's moments into the layers. (tanh x + 1) / 2 is sigmoid 2x, so what paints is doubled. */
export function setGenerator(tf: TensorFlow, model: LayersModel, shape: NetworkShape, weights: Weights, moments: readonly Moments[]): void {
  tf.tidy(() => {
    const own = (name: string) => weight(weights, name);
    const seeds = shape.classes === 0 ? own('seeds') : tf.concat([own('seeds'), tf.mul(own('label'), LABEL_SCALE)]);
    setLayer(model, 'seeds', [seeds]);
    moments.forEach(({ mean, variance }, index) => {
      const level = index + 1;
      const isLast = level === shape.levels;
      setLayer(model, `norm${level}`, [own(`scale${level}`), own(`offset${level}`), mean, variance]);
      setLayer(model, `grow${level}`, isLast ? [tf.mul(own(`grow${level}`), 2), tf.mul(own('paint'), 2)] : [own(`grow${level}`)]);
    });
  });
}

export function buildDiscriminator(tf: TensorFlow, shape: NetworkShape): LayersModel {
  const { layers } = tf;
  const maps = mapsOf(shape).reverse();
  const image = tf.input({ name: 'image', shape: [shape.height, shape.width, shape.channels] });
  const features = chainLayers(image, [
    layers.conv2d({ name: 'range', filters: shape.channels, kernelSize: 1 }),
    ...maps.flatMap(({ channels }, level) => [
      layers.conv2d({ name: `look${level + 1}`, filters: channels, kernelSize: KERNEL, strides: 2, padding: 'same' }),
      layers.leakyReLU({ name: `leaky${level + 1}`, alpha: SLOPE }),
    ]),
    layers.flatten({ name: 'flat' }),
  ]);
  const real = chainLayers(features, [layers.dense({ name: 'real', units: 1 })]);
  if (shape.classes === 0) return tf.model({ name: 'discriminator', inputs: image, outputs: real });
  const label = tf.input({ name: 'label', shape: [shape.classes] });
  const ofClass = chainLayers(features, [layers.dense({ name: 'of_class', units: shape.classes })]);
  const asLabelled: SymbolicTensor = chainLayers([ofClass, label], [layers.dot({ name: 'as_labelled', axes: 1 })]);
  return tf.model({ name: 'discriminator', inputs: [image, label], outputs: chainLayers([real, asLabelled], [layers.add({ name: 'realness' })]) });
}

/** Puts weights, spectral normalization already in them, into the layers; the first one takes 0 to 1 to −1 to 1. */
export function setDiscriminator(tf: TensorFlow, model: LayersModel, shape: NetworkShape, weights: Weights): void {
  tf.tidy(() => {
    const own = (name: string) => weight(weights, name);
    setLayer(model, 'range', [tf.reshape(tf.mul(tf.eye(shape.channels), 2), [1, 1, shape.channels, shape.channels]), tf.fill([shape.channels], -1)]);
    for (let level = 1; level <= shape.levels; level++) setLayer(model, `look${level}`, [own(`look${level}`), own(`bias${level}`)]);
    const [judge, verdict] = [own('judge'), own('verdict')];
    const rows = judge.shape[0] ?? 0;
    setLayer(model, 'real', [tf.slice(judge, [0, 0], [rows, 1]), tf.slice(verdict, [0], [1])]);
    if (shape.classes > 0) setLayer(model, 'of_class', [tf.slice(judge, [0, 1], [rows, shape.classes]), tf.slice(verdict, [1], [shape.classes])]);
  });
}

function setLayer(model: LayersModel, name: string, weights: readonly Tensor[]): void {
  model.getLayer(name).setWeights([...weights]);
}
