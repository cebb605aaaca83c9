import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { Network } from '../../../layers/network.ts';

/** Channels that the stem gives. */
export const STEM_CHANNELS = 16;

/**
 * Two convolutions of 3×3 with ReLU before the patches are cut, so that edges are found wherever they lie (after Xiao et
 * al. 2021, whose stem replaces the patches): [n, height, width, channels] → [n, height, width, 16].
 */
export function createStem({ tf, weights }: Network, channels: number): (images: Tensor) => Tensor {
  const layer = (name: string, inputs: number) => {
    const shape = [3, 3, inputs, STEM_CHANNELS];
    const kernel = weights.glorot(`${name}/kernel`, [9 * inputs, STEM_CHANNELS], shape);
    const bias = weights.zeros(`${name}/bias`, [STEM_CHANNELS]);
    return (x: Tensor4D): Tensor4D => tf.relu(tf.add<Tensor4D>(tf.conv2d(x, kernel.as4D(3, 3, inputs, STEM_CHANNELS), 1, 'same'), bias));
  };
  const first = layer('stem/0', channels);
  const second = layer('stem/1', STEM_CHANNELS);
  return (images) => {
    const [n = 0, height = 0, width = 0] = images.shape;
    return second(first(images.as4D(n, height, width, channels)));
  };
}
