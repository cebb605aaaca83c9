import type * as tfjs from '@tensorflow/tfjs';

/** TensorFlow.js's functions, on whatever backend this process has opened. */
// Without `default`, which only the CommonJS view of one of the packages has.
export type TensorFlow = Omit<typeof tfjs, 'default'>;
export type Tensor = tfjs.Tensor;
export type Variable = tfjs.Variable;
export type NamedTensors = Readonly<Record<string, Tensor>>;

/**
 * Random numbers that depend on the run's seed and on how many were drawn before, and on nothing else. The position is
 * part of every checkpoint, so a run that goes on draws what it would have drawn.
 */
export interface Random {
  /** Standard normal, float32. */
  normal(shape: readonly number[]): Tensor;
  /** Uniform in [0, 1), float32. */
  uniform(shape: readonly number[]): Tensor;
  /** A whole number in [0, 2³¹), for example an initializer's seed. */
  integer(): number;
}

export type OptimizerName = 'ADAM' | 'ADAMW' | 'SGD';

export interface OptimizerOptions {
  /** The learning rate of each step, counted from 0. */
  readonly learningRate: (step: number) => number;
  /** ADAMW alone: decoupled weight decay (Loshchilov & Hutter 2019). */
  readonly weightDecay?: number;
}

/** Minimises a loss; all its state can be saved, and restored to the last bit. */
export interface Optimizer {
  /** One step. Returns the loss (a scalar that the caller disposes). */
  minimize(loss: () => tfjs.Scalar, variables: readonly Variable[]): tfjs.Scalar;
  /** The step count, and slots named after the place of their variable in `variables` (`m/0`). The optimizer keeps owning them. */
  state(): NamedTensors;
  restore(state: NamedTensors): void;
  dispose(): void;
}

export type CreateOptimizer = (name: OptimizerName, options: OptimizerOptions) => Optimizer;
