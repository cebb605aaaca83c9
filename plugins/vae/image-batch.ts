import type { Batch, Tensor, TensorFlow } from 'flywheel/plugin';
import type { ModelSignature } from './model-shape.ts';

/** A batch as the networks take it. */
export interface ImageBatch {
  /** [n, height, width, channels], 0 to 1. */
  readonly images: Tensor;
  /** For conditional models one tensor [n, classes], else none, so that it can be spread behind a model's first input. */
  readonly labels: readonly Tensor[];
  /** [n]: how much each image counts in the loss; absent where all count the same. */
  readonly weights?: Tensor;
}

/** Moves a batch into tensors, which the caller's tidy owns. */
export function imageBatch(tf: TensorFlow, { height, width, channels, classes }: ModelSignature, { count, images, labels, weights }: Batch<'IMAGE'>): ImageBatch {
  return { images: tf.tensor4d(images, [count, height, width, channels]), labels: labelRows(tf, labels, classes), ...(weights && { weights: tf.tensor1d(weights) }) };
}

/** One-hot rows; zeros for −1 (unknown). No tensor at all for a model without classes. */
export function labelRows(tf: TensorFlow, labels: Int32Array, classes: number): Tensor[] {
  if (classes === 0) return [];
  return [tf.oneHot(tf.tensor1d(labels, 'int32'), classes, 1, 0, 'float32')];
}
