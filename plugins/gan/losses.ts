import type { Scalar } from '@tensorflow/tfjs';
import type { Tensor, TensorFlow } from 'flywheel/plugin';
import type { AdversarialLoss } from './hyperparameters.ts';

/** Weight of the gradient penalty (Gulrajani et al. 2017). */
export const PENALTY_WEIGHT = 10;

/**
 * What the discriminator minimises, the mean of a batch.
 *
 * @param real, drawn how real the images look to it, [n] each.
 * @param weights how much each image counts, [n] each; absent where all count the same.
 */
export function discriminatorLoss(tf: TensorFlow, loss: AdversarialLoss, real: Tensor, drawn: Tensor, weights: { readonly real?: Tensor | undefined; readonly drawn?: Tensor | undefined } = {}): Scalar {
  switch (loss) {
    // −log sigmoid(real) − log(1 − sigmoid(drawn)): −log sigmoid(x) is softplus(−x) and never overflows.
    case 'NON_SATURATING':
      return tf.add(mean(tf, tf.softplus(tf.neg(real)), weights.real), mean(tf, tf.softplus(drawn), weights.drawn));
    case 'HINGE':
      return tf.add(mean(tf, tf.relu(tf.sub(1, real)), weights.real), mean(tf, tf.relu(tf.add(1, drawn)), weights.drawn));
    case 'WASSERSTEIN_GP':
      return tf.sub(mean(tf, drawn, weights.drawn), mean(tf, real, weights.real));
  }
}

/** What the generator minimises, the mean of a batch; `weights` as above. */
export function generatorLoss(tf: TensorFlow, loss: AdversarialLoss, drawn: Tensor, weights?: Tensor): Scalar {
  return loss === 'NON_SATURATING' ? mean(tf, tf.softplus(tf.neg(drawn)), weights) : tf.neg(mean(tf, drawn, weights));
}

const mean = (tf: TensorFlow, values: Tensor, weights: Tensor | undefined): Scalar => tf.mean(weights ? tf.mul(values, weights) : values);

/**
 * The mean of (‖∇ₓ D(x)‖ − 1)² over images x between real and drawn ones (Gulrajani et al. 2017). Its own gradient goes
 * through D's gradient, so D must consist of operations that have a second one: convolutions, products, leaky relu.
 *
 * @param judge D, [n, height, width, channels] → [n]
 * @param mix one number in [0, 1) for each image, [n, 1, 1, 1]: how much of the real one
 */
export function gradientPenalty(tf: TensorFlow, judge: (images: Tensor) => Tensor, real: Tensor, drawn: Tensor, mix: Tensor): Scalar {
  const between = tf.add(drawn, tf.mul(mix, tf.sub(real, drawn)));
  const slopes = tf.grad((images: Tensor): Scalar => tf.sum(judge(images)))(between);
  // The root has no slope at 0.
  const lengths = tf.sqrt(tf.add(tf.sum(tf.square(slopes), [1, 2, 3]), 1e-12));
  return tf.mean(tf.square(tf.sub(lengths, 1)));
}
