import { type CompiledStep, defineScorer, type LoadContext, scoredMetrics, type EvaluateContext, type Scorer, type Tensor, type TensorFlow } from 'flywheel/plugin';
import { imageBatch } from './image-batch.ts';
import { imageTerms, type ReconstructionLoss } from './loss.ts';
import type { ModelSignature } from './model-shape.ts';
import type { Vae } from './model.ts';

const BATCH_SIZE = 250;

/** Nats per image; `loss` is the negative evidence lower bound, whatever beta the model was trained with. */
export interface Evaluation {
  readonly loss: number;
  readonly reconstruction: number;
  readonly kl: number;
}

/** Gives both loss terms of every image, as `imageTerms`, which says what `noise` is. */
export type EvaluationStep = CompiledStep<[images: Tensor, noise: Tensor, ...labels: Tensor[]], Tensor>;

/**
 * Made once for a model, however often it is evaluated. The noise is an argument, since every evaluation has random
 * numbers of its own and a graph would go on with those of the first.
 */
export function compileEvaluation({ tf, compile }: Pick<LoadContext, 'tf' | 'compile'>, vae: Vae, loss: ReconstructionLoss): EvaluationStep {
  return compile((images: Tensor, noise: Tensor, ...labels: Tensor[]) => imageTerms(tf, vae, loss, { images, labels }, noise), { name: 'The evaluation step' });
}

export interface Evaluated {
  readonly tf: TensorFlow;
  readonly step: EvaluationStep;
  readonly shape: ModelSignature;
}

/**
 * Goes through a split once, with one z per image: an unbiased estimate of the bound. Its standard error on MNIST's
 * test images is below 0.5 nats, nearly all of it from the choice of images. Random numbers of the same seed give two models
 * the same z for an image.
 */
export function imageScorer({ tf, step, shape }: Evaluated): Scorer<'IMAGE'> {
  return defineScorer<'IMAGE', 'reconstruction' | 'kl'>({
    statistics: ['reconstruction', 'kl'],
    metrics: [
      { name: 'loss', better: 'LOWER', of: ({ reconstruction, kl, samples }) => (reconstruction + kl) / samples },
      { name: 'reconstruction', better: 'LOWER', of: ({ reconstruction, samples }) => reconstruction / samples },
      { name: 'kl', of: ({ kl, samples }) => kl / samples },
    ],
    async *score({ data, split, random, signal }) {
      let first = 0;
      for await (const batch of data.batches({ split, size: BATCH_SIZE })) {
        signal.throwIfAborted();
        const terms = tf.tidy(() => {
          const { images, labels } = imageBatch(tf, shape, batch);
          return step(images, random.normal([batch.count, shape.latentSize]), ...labels);
        });
        const values = Float32Array.from(await terms.data());
        terms.dispose();
        yield { positions: Array.from({ length: batch.count }, (_, row) => first + row), values };
        first += batch.count;
      }
    },
  });
}

/** @throws the signal's reason when it is aborted, and where the split is empty. */
export async function evaluate(evaluated: Evaluated, context: EvaluateContext<'IMAGE'>): Promise<Evaluation> {
  const { loss = NaN, reconstruction = NaN, kl = NaN } = await scoredMetrics(imageScorer(evaluated), context);
  return { loss, reconstruction, kl };
}
