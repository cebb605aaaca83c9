import type { CompiledStep, Optimizer, Tensor, TrainContext, Variable } from 'flywheel/plugin';
import { lossTerms, type LossTerms, type ReconstructionLoss } from './loss.ts';
import type { Vae } from './model.ts';

export type TrainingStep = CompiledStep<[images: Tensor, weights: Tensor | undefined, ...labels: Tensor[]], LossTerms>;

export interface TrainingStepOptions {
  readonly vae: Vae;
  readonly reconstructionLoss: ReconstructionLoss;
  readonly beta: number;
  readonly latentSize: number;
  readonly optimizer: Optimizer;
  readonly variables: readonly Variable[];
}

/**
 * One step: moves the variables along the gradient of reconstruction + beta × KL, and gives both terms as they were
 * before, which the caller disposes. Takes a batch as `imageBatch` makes it; a smaller last one has a graph of its own.
 */
export function compileTrainingStep({ tf, compile, random }: Pick<TrainContext, 'tf' | 'compile' | 'random'>, options: TrainingStepOptions): TrainingStep {
  const { vae, reconstructionLoss, beta, latentSize, optimizer, variables } = options;
  return compile((images: Tensor, weights: Tensor | undefined, ...labels: Tensor[]) => {
    const noise = random.normal([images.shape[0] ?? 0, latentSize]);
    const terms: LossTerms[] = [];
    optimizer.minimize(() => {
      const { reconstruction, kl } = lossTerms(tf, vae, reconstructionLoss, { images, labels, ...(weights && { weights }) }, noise);
      // The gradient's own tidy would dispose them.
      terms.push({ reconstruction: tf.keep(reconstruction), kl: tf.keep(kl) });
      return tf.add(reconstruction, tf.mul(kl, beta));
    }, variables);
    const [computed] = terms;
    if (computed === undefined) throw new Error('The optimizer moved the variables without computing the loss.');
    return computed;
  }, { name: 'The training step' });
}
