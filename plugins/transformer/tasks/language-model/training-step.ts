import type { CompiledStep, Optimizer, Tensor, TrainContext, Variable } from 'flywheel/plugin';
import { trainingPass } from '../../layers/network.ts';
import { crossEntropies } from './loss.ts';
import type { LanguageModel } from './model.ts';

/** Both int32 [rows, length]. */
export type TrainingStep = CompiledStep<[inputs: Tensor, targets: Tensor], Tensor>;

/** Moves the weights; gives the loss as it was before, in nats per token. */
export function compileTrainingStep({ tf, compile, random }: Pick<TrainContext, 'tf' | 'compile' | 'random'>, model: LanguageModel, optimizer: Optimizer, variables: readonly Variable[]): TrainingStep {
  const pass = trainingPass(random);
  return compile((inputs: Tensor, targets: Tensor): Tensor =>
    optimizer.minimize(() => tf.mean(crossEntropies(tf, model.logits(inputs, pass), targets)), variables), { name: 'The training step' });
}
