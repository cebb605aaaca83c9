import type { LayersModel } from '@tensorflow/tfjs';
import { chainLayers, type ImageDescription, type TensorFlow, type Variable } from 'flywheel/plugin';

/** Numbers that tell of one image: few, so that a few hundred images have a covariance of full rank. */
export const FEATURES = 64;
const FIRST_FILTERS = 24;
/** The dense layer looks at maps of at most so many pixels a side. */
const LARGEST_MAP = 7;

/**
 * What the network learns to tell, from the training split. LABEL: the class. TURN: by how many quarter turns an image was
 * turned (Gidaris et al. 2018), for data without classes; MIRROR: likewise, how it was mirrored, where height and width differ.
 */
export const featureTasks = ['LABEL', 'TURN', 'MIRROR'] as const;
export type FeatureTask = (typeof featureTasks)[number];

export function featureTask({ classes, image }: ImageDescription): FeatureTask {
  if (classes.length > 1) return 'LABEL';
  return image.height === image.width ? 'TURN' : 'MIRROR';
}

/** Turned or mirrored in four ways. */
export const WAYS = 4;
export const answersOf = (task: FeatureTask, { classes }: ImageDescription): number => (task === 'LABEL' ? classes.length : WAYS);

/**
 * A small convolutional network: [n, height, width, channels] in −1 to 1 → features [n, FEATURES], logits [n, answers].
 * Weights (Glorot-uniform, He-normal) follow from the seed alone.
 */
export function buildFeatureNetwork(tf: TensorFlow, image: ImageDescription['image'], answers: number, seed: number): LayersModel {
  const { layers } = tf;
  let drawn = 0;
  const next = () => tf.initializers.heNormal({ seed: (seed % 1_000_003) * 64 + ++drawn });
  const halvings = Math.max(2, Math.ceil(Math.log2(Math.max(image.height, image.width) / LARGEST_MAP)));
  const input = tf.input({ name: 'image', shape: [image.height, image.width, image.channels] });
  const features = chainLayers(input, [
    ...Array.from({ length: halvings }, (_, level) => layers.conv2d({
      name: `conv${level + 1}`, filters: FIRST_FILTERS * 2 ** Math.min(level, 2), kernelSize: level === 0 ? 5 : 3, strides: 2, padding: 'same', activation: 'relu', kernelInitializer: next(),
    })),
    layers.flatten({ name: 'flat' }),
    layers.dense({ name: 'features', units: FEATURES, activation: 'relu', kernelInitializer: next() }),
  ]);
  const logits = chainLayers(features, [layers.dense({ name: 'logits', units: answers, kernelInitializer: next() })]);
  return tf.model({ name: 'features', inputs: input, outputs: [features, logits] });
}

/**
 * The same network as it is drawn by chance, always the same one for the same size of image: what it sees depends on no model and no
 * data, and images can be compared in it (Naeem et al. 2020, who take a random VGG for images unlike ImageNet's).
 */
export const buildNeutralNetwork = (tf: TensorFlow, image: ImageDescription['image']): LayersModel => buildFeatureNetwork(tf, image, WAYS, 0);

/** Its weights, under names that are the same in every process. */
export function variablesOf(tf: TensorFlow, model: LayersModel): ReadonlyMap<string, Variable> {
  return new Map(model.weights.map((weight): [string, Variable] => {
    const variable = weight.read();
    if (!(variable instanceof tf.Variable)) throw new Error(`The weight ${weight.originalName} is no variable.`);
    return [weight.originalName, variable];
  }));
}
