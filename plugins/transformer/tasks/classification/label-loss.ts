import type { Tensor, TensorFlow } from 'flywheel/plugin';

/**
 * Mean cross-entropy of the labelled samples, in nats.
 *
 * @param logits [n, classes]
 * @param labels int32 [n]; −1: the sample has no label and does not count
 * @param smoothing  share of the target that is spread over all classes (Szegedy et al. 2016)
 * @param weights  [n]: how much each sample counts; absent where all count the same
 */
export function labelLoss(tf: TensorFlow, logits: Tensor, labels: Tensor, smoothing: number, weights?: Tensor): Tensor {
  const classes = logits.shape.at(-1) ?? 1;
  const counted = tf.cast(tf.greaterEqual(labels, 0), 'float32');
  const targets = tf.add(tf.mul(tf.oneHot(labels.as1D(), classes), 1 - smoothing), smoothing / classes);
  const losses = tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), -1));
  const weighed = weights ? tf.mul(losses, weights) : losses;
  return tf.div(tf.sum(tf.mul(weighed, counted)), tf.maximum(tf.sum(counted), 1));
}
