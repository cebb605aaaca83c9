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
  /** Standard normal without what lies further than 2 from the mean, drawn anew instead; float32. */
  truncatedNormal(shape: readonly number[]): Tensor;
  /**
   * Inverted dropout (Srivastava et al. 2014): each number of `x` becomes 0 with probability `rate`, and is divided by
   * 1 − rate otherwise. `rate` in [0, 1); 0 draws nothing and gives a clone.
   */
  dropout(x: Tensor, rate: number): Tensor;
  /**
   * One category of each row of `logits` [..., categories], drawn with the probabilities of its softmax; int32 [...].
   * Divide the logits by a temperature to sharpen or flatten them.
   */
  categorical(logits: Tensor): Tensor;
  /** A whole number in [0, 2³¹), for example an initializer's seed. */
  integer(): number;
}

export type OptimizerName = 'ADAM' | 'ADAMW' | 'SGD' | 'RMSPROP';

export interface OptimizerOptions {
  /** The learning rate of each step, counted from 0. Asked once for each step. */
  readonly learningRate: (step: number) => number;
  /** ADAMW alone: decoupled weight decay (Loshchilov & Hutter 2019); 0.01 where it is not given. */
  readonly weightDecay?: number;
  /** ADAM and ADAMW: decay of the mean gradient, in [0, 1); 0.9. */
  readonly beta1?: number;
  /** ADAM, ADAMW and RMSPROP: decay of the mean squared gradient, in [0, 1); 0.999, and 0.99 for RMSPROP. */
  readonly beta2?: number;
  /** ADAM, ADAMW and RMSPROP: added to the root of the mean squared gradient; 1e-8. */
  readonly epsilon?: number;
  /** SGD alone: share of the last velocity that is kept, in [0, 1); 0.9. */
  readonly momentum?: number;
  /** Gradients are scaled down together where their norm over all variables is greater than this (Pascanu et al. 2013). */
  readonly clipNorm?: number;
  /**
   * Keeps a moving average of the weights (Polyak & Juditsky 1992) with this decay, in (0, 1). The first steps count
   * more: the decay of step t, counted from 0, is min(average, (1 + t) / (10 + t)).
   */
  readonly average?: number;
}

/** Minimises a loss; all its state can be saved, and restored to the last bit. */
export interface Optimizer {
  /** One step. Returns the loss (a scalar that the caller disposes). The variables are the same ones in every step. */
  minimize(loss: () => tfjs.Scalar, variables: readonly Variable[]): tfjs.Scalar;
  /**
   * One step by gradients that the caller computed, named as the variables are (as `tf.variableGrads` gives them), for
   * losses that a function cannot tell: of several batches, or of two networks. The caller keeps owning the gradients.
   */
  apply(gradients: NamedTensors, variables: readonly Variable[]): void;
  /**
   * The averaged weights, in the order of the variables; empty before the first step. The optimizer keeps owning them,
   * and changes them with every step. Throws where `average` was not given.
   */
  averages(): readonly Tensor[];
  /**
   * The step count, and slots named after the place of their variable in `variables` (`m/0`, `average/0`). The optimizer
   * keeps owning them, and changes them with every step.
   */
  state(): NamedTensors;
  /** Goes on from a saved state. Throws where it was saved by another kind of optimizer, or for other variables. */
  restore(state: NamedTensors): void;
  dispose(): void;
}

export type CreateOptimizer = (name: OptimizerName, options: OptimizerOptions) => Optimizer;
