import type { Scalar, Tensor } from '@tensorflow/tfjs';

/** What a step takes and gives: tensors, plain values, and lists and records of them. */
export type StepValue = Tensor | number | string | boolean | null | undefined | void | readonly StepValue[] | { readonly [name: string]: StepValue };

export interface CompileOptions {
  /** How messages call the step, for example `training step`. */
  readonly name?: string;
  /**
   * Plain values that the step reads beside its arguments and that may change later: flags, a rate that is no `feed`.
   * Asked before every call; each combination has a graph of its own.
   */
  readonly guard?: () => readonly (number | string | boolean | null)[];
}

/** A step that is run as one graph where that is sound, and as it was written where not. */
export interface CompiledStep<A extends readonly StepValue[], R extends StepValue> {
  (...args: A): R;
  /** The step as it was written. */
  readonly eager: (...args: A) => R;
  /** Why it is not run as a graph, in a sentence; undefined while nothing speaks against it. */
  readonly fallback: string | undefined;
  /** Graphs that are kept, one for each combination of argument shapes, plain values and guards. */
  readonly graphs: number;
  /** Frees the graphs. The step can still be called; it is then recorded anew. */
  dispose(): void;
}

/**
 * Makes one graph of a function of tensors. The first calls run it as it is written and record its TensorFlow
 * operations; once two recordings agree and the graph gives what the step gave, later calls run the graph alone: no
 * JavaScript, no operation one by one. On a processor the results are those of the step as written, to the last bit.
 *
 * What JavaScript does in the step happens in the first calls only. So a step
 * - takes what changes from call to call as tensors (arguments), as `feed`s, or in tf.Variables (weights, averages);
 * - gives what is needed of it as its result, and keeps no tensor elsewhere;
 * - does not read values (`data()`, `arraySync()`), and draws random numbers from `random` alone.
 * Where recordings show otherwise, the step is run as written from then on, with one warning that names the cause.
 * What a call changes only later, and the recordings did not see, is not noticed: name it in `guard`.
 *
 * The caller owns the tensors of the result. Called in another compiled step or in a gradient, it runs as written there.
 */
export type Compile = <A extends readonly StepValue[], R extends StepValue>(step: (...args: A) => R, options?: CompileOptions) => CompiledStep<A, R>;

/**
 * A number that JavaScript computes anew for every call of a compiled step, for example a weight that is turned up
 * slowly. `compute` is called once for each call of the step, in the order of the step's feeds. Float32.
 */
export type Feed = (compute: () => number) => Scalar;
