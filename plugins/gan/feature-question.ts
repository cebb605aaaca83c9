import type { Tensor4D } from '@tensorflow/tfjs';
import type { Batch, ImageDescription, Tensor, TensorFlow } from 'flywheel/plugin';
import { fourSided } from './convolve.ts';
import { WAYS, type FeatureTask } from './feature-network.ts';
import { imageBatch, labelRows } from './image-batch.ts';

/** Images and the right answers' one-hot rows, [n, answers]; zeros for an image without label, which then teaches nothing. */
export function question(tf: TensorFlow, task: FeatureTask, { image, classes }: ImageDescription, batch: Batch<'IMAGE'>): { images: Tensor; answers: Tensor } {
  const { images, labels: [rows] } = imageBatch(tf, { ...image, classes: task === 'LABEL' ? classes.length : 0, latentSize: 0 }, batch);
  if (rows !== undefined) return { images, answers: rows };
  const pixels = fourSided(images);
  const all = task === 'TURN' ? turned(tf, pixels) : mirrored(tf, pixels);
  const answers = Int32Array.from({ length: WAYS * batch.count }, (_, k) => Math.floor(k / batch.count));
  const [oneHot] = labelRows(tf, answers, WAYS);
  if (oneHot === undefined) throw new Error('There are no ways to turn an image.');
  return { images: tf.concat(all), answers: oneHot };
}

/** By 0, 1, 2 and 3 quarters; for images as high as wide. */
function turned(tf: TensorFlow, x: Tensor4D): Tensor4D[] {
  const across = tf.transpose(x, [0, 2, 1, 3]);
  return [x, tf.reverse(across, [1]), tf.reverse(x, [1, 2]), tf.reverse(across, [2])];
}

/** Not at all, upside down, left to right, both. */
function mirrored(tf: TensorFlow, x: Tensor4D): Tensor4D[] {
  return [x, tf.reverse(x, [1]), tf.reverse(x, [2]), tf.reverse(x, [1, 2])];
}
