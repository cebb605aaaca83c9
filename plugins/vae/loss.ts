import type { Scalar } from '@tensorflow/tfjs';
import { applyModel, applyToOne, type Tensor, type TensorFlow } from 'flywheel/plugin';
import type { ImageBatch } from './image-batch.ts';
import type { Vae } from './model.ts';

export type ReconstructionLoss = 'BINARY_CROSS_ENTROPY' | 'MEAN_SQUARED_ERROR';

/** The two terms of the negative evidence lower bound: nats per image, means over a batch. */
export type LossTerms = { readonly reconstruction: Scalar; readonly kl: Scalar };

/**
 * The negative evidence lower bound of a batch, estimated with one z per image (Kingma & Welling 2014, eq. 10). Call
 * it inside a tidy. Both terms of an image count by its weight, where the batch has weights.
 *
 * @param noise standard normal numbers, [n, latentSize].
 */
export function lossTerms(tf: TensorFlow, vae: Vae, loss: ReconstructionLoss, batch: ImageBatch, noise: Tensor): LossTerms {
  const { reconstruction, kl } = terms(tf, vae, loss, batch, noise);
  return { reconstruction: perImage(tf, reconstruction, batch.weights), kl: perImage(tf, kl, batch.weights) };
}

/** Both terms of every image, [n, 2]: reconstruction and KL divergence, in nats. `noise` as above. */
export function imageTerms(tf: TensorFlow, vae: Vae, loss: ReconstructionLoss, batch: ImageBatch, noise: Tensor): Tensor {
  const { reconstruction, kl } = terms(tf, vae, loss, batch, noise);
  const count = batch.images.shape[0] ?? 1;
  return tf.stack([reconstruction, kl].map((values) => tf.sum(tf.reshape(values, [count, -1]), 1)), 1);
}

/** Of every pixel, and of every latent dimension. */
function terms(tf: TensorFlow, { encoder, logits }: Vae, loss: ReconstructionLoss, batch: ImageBatch, noise: Tensor): { reconstruction: Tensor; kl: Tensor } {
  const [mean, logVariance] = applyModel(encoder, [batch.images, ...batch.labels]);
  if (mean === undefined || logVariance === undefined) throw new Error('The encoder gives a mean and a log variance.');
  const z = tf.add(mean, tf.mul(noise, tf.exp(tf.mul(logVariance, 0.5))));
  const predicted = applyToOne(logits, [z, ...batch.labels]);
  return { reconstruction: pixelLoss(tf, loss, batch.images, predicted), kl: klDivergence(tf, mean, logVariance) };
}

/** −log p of every pixel, given the log odds of its mean. */
function pixelLoss(tf: TensorFlow, loss: ReconstructionLoss, images: Tensor, logits: Tensor): Tensor {
  switch (loss) {
    case 'BINARY_CROSS_ENTROPY':
      // −x log s − (1 − x) log(1 − s) with s = sigmoid(logit) is softplus(logit) − x · logit, and never overflows.
      return tf.sub(tf.softplus(logits), tf.mul(images, logits));
    case 'MEAN_SQUARED_ERROR':
      return tf.add(tf.mul(tf.squaredDifference(images, tf.sigmoid(logits)), 0.5), 0.5 * Math.log(2 * Math.PI));
  }
}

/** KL(q(z|x) ‖ N(0, 1)) of every latent dimension: ½ (μ² + σ² − 1 − log σ²). */
function klDivergence(tf: TensorFlow, mean: Tensor, logVariance: Tensor): Tensor {
  const inside = tf.sub(tf.add(tf.square(mean), tf.exp(logVariance)), tf.add(logVariance, 1));
  return tf.mul(inside, 0.5);
}

/** The sum over everything, each image times its weight, divided by the number of images. */
function perImage(tf: TensorFlow, values: Tensor, weights: Tensor | undefined): Scalar {
  const count = values.shape[0] ?? 1;
  return tf.div(weights ? tf.sum(tf.mul(tf.sum(tf.reshape(values, [count, -1]), 1), weights)) : tf.sum(values), count);
}
