import type { CompiledStep, Optimizer, Tensor, TrainContext, Variable } from 'flywheel/plugin';
import { trainingPass } from '../../layers/network.ts';
import { PADDING } from '../../text/byte-pair.ts';
import { tiedCrossEntropy } from './cross-entropy.ts';
import type { TranslationModel } from './model.ts';

/** Tokens of a batch, int32 [rows, length] each, as `PackedBatch` has them. */
export type TrainingStep = CompiledStep<[sources: Tensor, inputs: Tensor, targets: Tensor], Tensor>;

export interface TrainingStepOptions {
  readonly model: TranslationModel;
  readonly optimizer: Optimizer;
  readonly variables: readonly Variable[];
  readonly labelSmoothing: number;
}

/** One step by teacher forcing; gives the smoothed loss as it was before, in nats per token. Each shape of batch has a graph. */
export function compileTrainingStep({ tf, compile, random }: Pick<TrainContext, 'tf' | 'compile' | 'random'>, { model, optimizer, variables, labelSmoothing }: TrainingStepOptions): TrainingStep {
  const pass = trainingPass(random);
  return compile((sources: Tensor, inputs: Tensor, targets: Tensor): Tensor =>
    optimizer.minimize(() => {
      const decoded = model.decode(inputs, model.encode(sources, pass), pass);
      const hidden = tf.reshape(decoded, [-1, decoded.shape.at(-1) ?? 1]);
      const flat = tf.reshape(targets, [-1]);
      return tiedCrossEntropy(tf, hidden, model.embeddings, { targets: flat, weights: tf.cast(tf.notEqual(flat, PADDING), 'float32'), smoothing: labelSmoothing });
    }, variables), { name: 'The training step' });
}
