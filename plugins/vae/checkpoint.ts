import type { Checkpoint, NamedTensors, Optimizer, Tensor, TensorFlow, Variable } from 'flywheel/plugin';
import type { RunningLoss } from './running-loss.ts';

/** What changes from step to step; together with the step and the random position it is all that a resume needs. */
export interface TrainingState {
  readonly tf: TensorFlow;
  readonly weights: ReadonlyMap<string, Variable>;
  readonly optimizer: Optimizer;
  readonly running: RunningLoss;
}

const OPTIMIZER = 'optimizer/';
const RUNNING = 'running-loss';

/** Weights, optimizer state and the losses not shown yet. `release` frees what was made for it. */
export function saveState({ weights, optimizer, running }: TrainingState): { tensors: NamedTensors; release: () => void } {
  const slots = Object.entries(optimizer.state()).map(([name, tensor]): [string, Tensor] => [OPTIMIZER + name, tensor]);
  const losses = running.snapshot();
  return { tensors: { ...Object.fromEntries(weights), ...Object.fromEntries(slots), [RUNNING]: losses }, release: () => losses.dispose() };
}

/** Puts a checkpoint's tensors back and disposes them. */
export function restoreState({ tf, weights, optimizer, running }: TrainingState, { tensors }: Checkpoint): void {
  restoreWeights(weights, tensors);
  const slots = Object.entries(tensors).filter(([name]) => name.startsWith(OPTIMIZER));
  optimizer.restore(Object.fromEntries(slots.map(([name, tensor]) => [name.slice(OPTIMIZER.length), tensor])));
  running.restore(saved(tensors, RUNNING));
  tf.dispose(Object.values(tensors));
}

export function restoreWeights(weights: ReadonlyMap<string, Variable>, tensors: NamedTensors): void {
  for (const [name, variable] of weights) variable.assign(saved(tensors, name));
}

function saved(tensors: NamedTensors, name: string): Tensor {
  const tensor = tensors[name];
  if (tensor === undefined) throw new Error(`The checkpoint has no tensor ${name}; it was written by another version of this plugin.`);
  return tensor;
}
