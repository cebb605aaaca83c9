import type { Tensor4D } from '@tensorflow/tfjs';
import type { Tensor, TensorFlow } from 'flywheel/plugin';

/** [n, h, w, inputs] → [n, ⌈h / 2⌉, ⌈w / 2⌉, outputs]; the kernel is [rows, columns, inputs, outputs]. */
export function halve(tf: TensorFlow, x: Tensor, kernel: Tensor): Tensor {
  return tf.conv2d(fourSided(x), fourSided(kernel), 2, 'same');
}

/** [n, h, w, inputs] → [n, 2 h, 2 w, outputs]; the kernel is [rows, columns, outputs, inputs]. */
export function double(tf: TensorFlow, x: Tensor, kernel: Tensor): Tensor {
  const maps = fourSided(x);
  const filter = fourSided(kernel);
  const [n, height, width] = maps.shape;
  return tf.conv2dTranspose(maps, filter, [n, 2 * height, 2 * width, filter.shape[2]], 2, 'same');
}

export function fourSided(tensor: Tensor): Tensor4D {
  if (!isFourSided(tensor)) throw new Error(`Images and kernels have four sides, not [${tensor.shape.join(', ')}].`);
  return tensor;
}

function isFourSided(tensor: Tensor): tensor is Tensor4D {
  return tensor.rank === 4;
}
