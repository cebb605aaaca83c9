import type { CompiledStep, Optimizer, Tensor, TrainContext, Variable } from 'flywheel/plugin';
import { trainingPass } from '../../layers/network.ts';
import { nextItemLoss } from './loss.ts';
import type { Sasrec } from './model.ts';
import type { WindowBatch } from './windows.ts';

type Tools = Pick<TrainContext, 'tf' | 'compile' | 'random'>;

export interface TrainingStep {
  /** Moves the weights; gives the loss as it was before, nats per place, smoothing included. */
  (batch: WindowBatch): Tensor;
  dispose(): void;
}

/** A graph for each number of places, of which the windows make few. */
export function compileTrainingStep({ tf, compile, random }: Tools, model: Sasrec, optimizer: Optimizer, variables: readonly Variable[], smoothing: number): TrainingStep {
  const pass = trainingPass(random);
  const step: CompiledStep<[Tensor, Tensor, Tensor, Tensor], Tensor> = compile((inputs: Tensor, places: Tensor, targets: Tensor, weights: Tensor) =>
    optimizer.minimize(() => {
      const followed = tf.gather(model.follow(inputs, pass), places.as1D());
      return nextItemLoss(tf, followed, model.table(), targets, weights, smoothing).asScalar();
    }, variables), { name: 'The training step' });
  const run = ({ rows, length, inputs, places, targets, weights }: WindowBatch) =>
    tf.tidy(() => step(tf.tensor2d(inputs, [rows, length], 'int32'), tf.tensor1d(places, 'int32'), tf.tensor1d(targets, 'int32'), tf.tensor1d(weights)));
  return Object.assign(run, { dispose: () => step.dispose() });
}
