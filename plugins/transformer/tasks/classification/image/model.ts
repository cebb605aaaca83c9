import type { Tensor, TensorFlow } from 'flywheel/plugin';
import { createDense } from '../../../layers/dense.ts';
import type { Network, Pass } from '../../../layers/network.ts';
import { createClassTokenEncoder } from '../class-token-encoder.ts';
import type { ModelDescription } from './description.ts';
import { patchesOf } from './settings.ts';
import { createStem, STEM_CHANNELS } from './stem.ts';

export type ModelShape = Pick<ModelDescription, 'settings' | 'image' | 'pixels'> & { readonly classes: number };

/** Images [n, height, width, channels], 0 to 1 → logits [n, classes]. */
export type VisionTransformer = (images: Tensor, pass: Pass) => Tensor;

/**
 * Vision Transformer (Dosovitskiy et al. 2021): square patches, each a token by one product, with a learned vector for
 * its place, behind a class token. Pixels are standardized; sides that are no multiple of the patch are filled up.
 */
export function createVisionTransformer(network: Network, { settings, image, pixels, classes }: ModelShape, dropout: number): VisionTransformer {
  const { tf, weights } = network;
  const { patchSize: side, modelSize: size, convolutionalStem } = settings;
  const { channels } = image;
  const { rows, columns } = patchesOf(image, side);
  const depth = convolutionalStem ? STEM_CHANNELS : channels;
  const stem = convolutionalStem ? createStem(network, channels) : undefined;
  const embed = createDense(network, 'patches', side * side * depth, size);
  const places = weights.normal('places', [rows * columns, size], 0.02);
  const encode = createClassTokenEncoder(network, { ...settings, classes, dropout });
  return (images, pass) => {
    const [n = 0] = images.shape;
    const standardized = tf.mul(tf.sub(images, pixels.mean), 1 / pixels.deviation);
    const found = stem ? stem(standardized) : standardized;
    const whole = filled(tf, filled(tf, found, 1, rows * side), 2, columns * side);
    const cut = tf.transpose(tf.reshape(whole, [n, rows, side, columns, side, depth]), [0, 1, 3, 2, 4, 5]);
    const tokens = embed(tf.reshape(cut, [n * rows * columns, side * side * depth]));
    return encode(tf.add(tf.reshape(tokens, [n, rows * columns, size]), places), pass);
  };
}

/** Zeros at the end of one axis, up to a length. */
function filled(tf: TensorFlow, x: Tensor, axis: number, length: number): Tensor {
  const missing = length - (x.shape[axis] ?? 0);
  return missing === 0 ? x : tf.concat([x, tf.zeros(x.shape.map((side, k) => (k === axis ? missing : side)))], axis);
}
