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

/** Images, or a convolution's kernel. */
function fourSided(tensor: Tensor): Tensor4D {
  if (!isFourSided(tensor)) throw new Error(`Images and kernels have four sides, not [${tensor.shape.join(', ')}].`);
  return tensor;
}

function isFourSided(tensor: Tensor): tensor is Tensor4D {
  return tensor.rank === 4;
}
