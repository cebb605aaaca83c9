import type { Tensor4D } from '@tensorflow/tfjs';
import type { Tensor, TensorFlow, Variable } from 'flywheel/plugin';

export interface Layer {
  readonly kernel: Variable;
  readonly bias: Variable;
}

export const variablesOf = (layers: readonly Layer[]): Variable[] => layers.flatMap(({ kernel, bias }) => [kernel, bias]);

/** [n, inputs] → [n, outputs]; the kernel is [inputs, outputs]. */
export function dense(tf: TensorFlow, x: Tensor, { kernel, bias }: Layer): Tensor {
  return tf.add(tf.matMul(x, kernel), bias);
}

/** [n, h, w, inputs] → [n, ⌈h / stride⌉, ⌈w / stride⌉, outputs]; the kernel is [rows, columns, inputs, outputs]. */
export function convolution(tf: TensorFlow, x: Tensor, { kernel, bias }: Layer, stride: number): Tensor {
  return tf.add(tf.conv2d(fourSided(x), fourSided(kernel), stride, 'same'), bias);
}

/** [n, h, w, inputs] → [n, h · stride, w · stride, outputs]; the kernel is [rows, columns, outputs, inputs]. */
export function transposedConvolution(tf: TensorFlow, x: Tensor, { kernel, bias }: Layer, stride: number): Tensor {
  const images = fourSided(x);
  const [n, height, width] = images.shape;
  return tf.add(tf.conv2dTranspose(images, fourSided(kernel), [n, height * stride, width * stride, bias.size], stride, 'same'), bias);
}

/**
 * `convolution` with stride 1 to a single channel, as one that makes a block of `block` × `block` pixels in as many channels at
 * once: oneDNN computes 16 channels in the time of 1, so 7 × 7 from 128 channels takes 8 ms instead of 80 (block 4, 128
 * images of 28 × 28, 2 cores). Sides are multiples of `block`; the kernel is [k, k, inputs, 1] with k odd.
 */
export function narrowConvolution(tf: TensorFlow, x: Tensor, { kernel, bias }: Layer, block: number): Tensor {
  const images = fourSided(x);
  const [n, height, width, inputs] = images.shape;
  const side = (kernel.shape[0] ?? 0) + block - 1;
  /** The kernel at every place of its axis that a pixel of the block needs, in a new last axis. */
  const spread = (tensor: Tensor, axis: number) =>
    tf.stack(Array.from({ length: block }, (_, place) => tf.pad(tensor, tensor.shape.map((_size, at) => (at === axis ? [place, block - 1 - place] : [0, 0])))), -1);
  const rows = spread(tf.squeeze(kernel, [3]), 0);
  const wide = tf.reshape(spread(rows, 1), [side, side, inputs, block * block]);
  const blocks = tf.conv2d(images, fourSided(wide), block, 'same');
  const pixels = tf.transpose(tf.reshape(blocks, [n, height / block, width / block, block, block]), [0, 1, 3, 2, 4]);
  return tf.add(tf.reshape(pixels, [n, height, width, 1]), bias);
}

/** Images, or a convolution's kernel. */
function fourSided(tensor: Tensor): Tensor4D {
  if (!isFourSided(tensor)) throw new Error(`Images and kernels have four sides, not [${tensor.shape.join(', ')}].`);
  return tensor;
}

function isFourSided(tensor: Tensor): tensor is Tensor4D {
  return tensor.rank === 4;
}
