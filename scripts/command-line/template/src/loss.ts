import type { Tensor, TensorFlow } from 'flywheel/plugin';
import { type Autoencoder, logOdds } from './model.ts';

/**
 * Cross-entropy between the clean pixels and what the model makes of the noisy ones: nats per image, the mean of a batch
 * (a scalar). Call it inside a tidy.
 *
 * @param clean [n, pixels], 0 to 1
 * @param noise [n, pixels], is added to the clean pixels
 */
export function denoisingLoss(tf: TensorFlow, model: Autoencoder, clean: Tensor, noise: Tensor) {
  const odds = logOdds(model, tf.add(clean, noise));
  // −x log s − (1 − x) log(1 − s) with s = sigmoid(odds) is softplus(odds) − x · odds, and never overflows.
  const perPixel = tf.sub(tf.softplus(odds), tf.mul(clean, odds));
  return tf.mean(tf.sum(perPixel, 1)).asScalar();
}
