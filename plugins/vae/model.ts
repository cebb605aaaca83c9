import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs';
import { chainLayers, type TensorFlow, type Variable } from 'flywheel/plugin';
import type { ModelShape } from './model-shape.ts';

/**
 * A variational autoencoder in TensorFlow.js layers. `logits` is the decoder without its last sigmoid and shares its
 * weights. Conditional models take the label beside their input, as a one-hot row (zeros: unknown).
 */
export interface Vae {
  /** [n, height, width, channels] in 0 to 1 → mean and log variance of q(z|x), both [n, latentSize]. */
  readonly encoder: LayersModel;
  /** [n, latentSize] → the pixels' means, [n, height, width, channels] in 0 to 1. */
  readonly decoder: LayersModel;
  /** [n, latentSize] → the log odds of the pixels' means. */
  readonly logits: LayersModel;
}

const LOGITS = 'logits';

/** Encoder and decoder with Glorot-uniform weights that follow from the seed alone. */
export function buildVae(tf: TensorFlow, shape: ModelShape, seed: number): Vae {
  const initializer = seededInitializers(tf, seed);
  return withLogits(tf, buildEncoder(tf, shape, initializer), buildDecoder(tf, shape, initializer));
}

/** A VAE from its two published models. */
export function withLogits(tf: TensorFlow, encoder: LayersModel, decoder: LayersModel): Vae {
  const logits = tf.model({ inputs: decoder.inputs, outputs: decoder.getLayer(LOGITS).output });
  return { encoder, decoder, logits };
}

/** Frees the weights. */
export function disposeVae({ encoder, decoder }: Vae): void {
  encoder.dispose();
  decoder.dispose();
}

/** What training moves, under names that are the same in every process. */
export function trainableVariables(tf: TensorFlow, { encoder, decoder }: Vae): ReadonlyMap<string, Variable> {
  const named = (part: string, model: LayersModel) =>
    model.trainableWeights.map((weight): [string, Variable] => {
      const variable = weight.read();
      if (!(variable instanceof tf.Variable)) throw new Error(`The weight ${weight.originalName} is no variable.`);
      return [`${part}/${weight.originalName}`, variable];
    });
  return new Map([...named('encoder', encoder), ...named('decoder', decoder)]);
}

type NextInitializer = () => ReturnType<TensorFlow['initializers']['glorotUniform']>;

function seededInitializers(tf: TensorFlow, seed: number): NextInitializer {
  let layers = 0;
  return () => tf.initializers.glorotUniform({ seed: seed * 1000 + layers++ });
}

/** x (and label) → convolution, convolution, dense → mean, log variance. */
function buildEncoder(tf: TensorFlow, shape: ModelShape, next: NextInitializer): LayersModel {
  const { layers } = tf;
  const conv = (name: string, filters: number) =>
    layers.conv2d({ name, filters, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu', kernelInitializer: next() });
  const image = tf.input({ name: 'image', shape: [shape.height, shape.width, shape.channels] });
  const features = chainLayers(image, [
    conv('conv1', shape.filters), // [n, ⌈height / 2⌉, ⌈width / 2⌉, filters]
    conv('conv2', 2 * shape.filters), // [n, ⌈height / 4⌉, ⌈width / 4⌉, 2 filters]
    layers.flatten({ name: 'flat' }),
  ]);
  const { inputs, joined } = withLabel(tf, shape, image, features);
  const hidden = chainLayers(joined, [layers.dense({ name: 'hidden', units: shape.hiddenSize, activation: 'relu', kernelInitializer: next() })]);
  const head = (name: string) => chainLayers(hidden, [layers.dense({ name, units: shape.latentSize, kernelInitializer: next() })]);
  return tf.model({ name: 'encoder', inputs, outputs: [head('mean'), head('log_variance')] });
}

/** z (and label) → dense, dense, transposed convolution, transposed convolution, transposed convolution, crop, sigmoid. */
function buildDecoder(tf: TensorFlow, shape: ModelShape, next: NextInitializer): LayersModel {
  const { layers } = tf;
  const [rows, columns] = [Math.ceil(shape.height / 4), Math.ceil(shape.width / 4)];
  const dense = (name: string, units: number) => layers.dense({ name, units, activation: 'relu', kernelInitializer: next() });
  const grow = (name: string, filters: number) =>
    layers.conv2dTranspose({ name, filters, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu', kernelInitializer: next() });
  const latent = tf.input({ name: 'latent', shape: [shape.latentSize] });
  const { inputs, joined } = withLabel(tf, shape, latent, latent);
  const pixels = chainLayers(joined, [
    ...(shape.decoderHiddenSize === 0 ? [] : [dense('hidden', shape.decoderHiddenSize)]),
    dense('seeds', rows * columns * 2 * shape.filters),
    layers.reshape({ name: 'map', targetShape: [rows, columns, 2 * shape.filters] }),
    grow('grow1', 2 * shape.filters), // [n, 2 rows, 2 columns, 2 filters]
    grow('grow2', shape.filters), // [n, 4 rows, 4 columns, filters]
    layers.conv2dTranspose({ name: 'paint', filters: shape.channels, kernelSize: 3, padding: 'same', kernelInitializer: next() }),
    // Sides that are no multiples of 4 come out up to 3 pixels too long.
    layers.cropping2D({ name: LOGITS, cropping: [[0, 4 * rows - shape.height], [0, 4 * columns - shape.width]] }),
    layers.activation({ name: 'pixels', activation: 'sigmoid' }),
  ]);
  return tf.model({ name: 'decoder', inputs, outputs: pixels });
}

/** Joins a layer's output with the one-hot label, where the model has one. */
function withLabel(tf: TensorFlow, shape: ModelShape, input: SymbolicTensor, features: SymbolicTensor) {
  if (shape.classes === 0) return { inputs: [input], joined: features };
  const label = tf.input({ name: 'label', shape: [shape.classes] });
  return { inputs: [input, label], joined: chainLayers([features, label], [tf.layers.concatenate({ name: 'with_label' })]) };
}
