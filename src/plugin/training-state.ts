import type { Checkpoint } from './executor.ts';
import type { RunningMeans } from './running-means.ts';
import type { NamedTensors, Optimizer, Tensor, TensorFlow, Variable } from './tensors.ts';

/** What changes from step to step; together with the step and the random position it is all that a resume needs. */
export interface TrainingState {
  readonly tf: TensorFlow;
  /** Everything that steps change and optimizers do not hold: weights, and averages that the plugin keeps itself. */
  readonly weights: ReadonlyMap<string, Variable>;
  readonly optimizers: Readonly<Record<string, Optimizer>>;
  readonly running: RunningMeans;
}

const WEIGHT = 'weight/';
const OPTIMIZER = 'optimizer/';
const RUNNING = 'running/';

/** The checkpoint's tensors. `release` frees what was made for it. */
export function saveState({ tf, weights, optimizers, running }: TrainingState): { tensors: NamedTensors; release: () => void } {
  const means = running.snapshot();
  const tensors = {
    ...prefixed(WEIGHT, Object.fromEntries(weights)),
    ...Object.entries(optimizers).reduce((all, [name, optimizer]) => ({ ...all, ...prefixed(`${OPTIMIZER}${name}/`, optimizer.state()) }), {}),
    ...prefixed(RUNNING, means),
  };
  return { tensors, release: () => tf.dispose(means) };
}

/** Puts a checkpoint's tensors back and disposes them. */
export function restoreState({ tf, weights, optimizers, running }: TrainingState, { tensors }: Checkpoint): void {
  const saved = below(tensors, WEIGHT);
  for (const [name, variable] of weights) variable.assign(named(saved, name));
  for (const [name, optimizer] of Object.entries(optimizers)) {
    const state = below(tensors, `${OPTIMIZER}${name}/`);
    if (Object.keys(state).length > 0) optimizer.restore(state);
  }
  running.restore(below(tensors, RUNNING));
  tf.dispose(Object.values(tensors));
}

function prefixed(prefix: string, tensors: NamedTensors): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));
}

function below(tensors: NamedTensors, prefix: string): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(tensors).flatMap(([name, tensor]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), tensor]] : [])));
}

function named(tensors: NamedTensors, name: string): Tensor {
  const tensor = tensors[name];
  if (tensor === undefined) throw new Error(`The checkpoint has no tensor ${name}; it was written by another version of this plugin.`);
  return tensor;
}
