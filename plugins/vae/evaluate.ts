import type { Dataset, Random, SplitName, TensorFlow } from 'flywheel/plugin';
import { imageBatch } from './image-batch.ts';
import { lossTerms, type ReconstructionLoss } from './loss.ts';
import type { ModelSignature } from './model-shape.ts';
import type { Vae } from './model.ts';

const BATCH_SIZE = 250;

/** Nats per image; `loss` is the negative evidence lower bound, whatever beta the model was trained with. */
export interface Evaluation {
  readonly loss: number;
  readonly reconstruction: number;
  readonly kl: number;
}

export interface EvaluationInput {
  readonly tf: TensorFlow;
  readonly vae: Vae;
  readonly shape: ModelSignature;
  readonly reconstructionLoss: ReconstructionLoss;
  readonly data: Dataset;
  readonly split: SplitName;
  readonly random: Random;
  readonly signal: AbortSignal;
}

/**
 * Goes through a split once, with one z per image: an unbiased estimate of the bound. Its standard error on MNIST's
 * test images is below 0.5 nats, nearly all of it from the choice of images.
 *
 * @throws the signal's reason when it is aborted.
 */
export async function evaluate({ tf, vae, shape, reconstructionLoss, data, split, random, signal }: EvaluationInput): Promise<Evaluation> {
  const sums = { reconstruction: 0, kl: 0 };
  let images = 0;
  for await (const batch of data.batches({ split, size: BATCH_SIZE })) {
    signal.throwIfAborted();
    const terms = tf.tidy(() => {
      const { reconstruction, kl } = lossTerms(tf, vae, reconstructionLoss, imageBatch(tf, shape, batch), random);
      return tf.stack([reconstruction, kl]);
    });
    const [reconstruction = 0, kl = 0] = await terms.data();
    terms.dispose();
    sums.reconstruction += reconstruction * batch.count;
    sums.kl += kl * batch.count;
    images += batch.count;
  }
  if (images === 0) throw new Error(`The split ${split} has no images to evaluate on.`);
  return { loss: (sums.reconstruction + sums.kl) / images, reconstruction: sums.reconstruction / images, kl: sums.kl / images };
}
