import { expect } from 'vitest';
import type { Compile, CompileOptions, CompiledStep, StepValue, Tensor } from 'flywheel/plugin';
import { openBackend } from '../../../src/tensor/backend.ts';
import { createRandom, type PositionedRandom } from '../../../src/tensor/random.ts';
import { createTensorTools } from '../../../src/tensor/tools.ts';

export const { tf } = await openBackend('tensorflow');

/** Sentences that compiled steps warned with, since a comparison or `clearWarnings` began. */
const warnings: string[] = [];
export const tools = createTensorTools(tf, 'TENSORFLOW', (sentence) => void warnings.push(sentence));
export const { createOptimizer, feed } = tools;
export const compile: Compile = tools.compile;

export type Step = (...args: readonly StepValue[]) => StepValue;

/** What a step is made of, anew for each way of running it: equal starts. */
export interface Made {
  readonly step: Step;
  /** What the step changes beside its result, looked at after every call. */
  readonly state?: readonly Tensor[] | (() => readonly Tensor[]);
  /** Runs before call `k`, counted from 0. */
  readonly before?: (k: number) => void;
  readonly options?: CompileOptions;
}

export interface Outcome {
  /** Calls in which the step's JavaScript did not run. */
  readonly replayed: number;
  readonly graphs: number;
  readonly fallback: string | undefined;
  readonly warnings: readonly string[];
}

export interface Context {
  readonly random: PositionedRandom;
}

/**
 * Runs a step as written and compiled, from equal starts, and expects the same results, state and random position after
 * each call, to the last bit, and the same errors.
 */
export function sameAsEager(make: (context: Context) => Made, calls: readonly (readonly StepValue[])[]): Outcome {
  const eager = follow(make, calls, ({ step }) => step);
  warnings.length = 0;
  let ran = 0;
  let compiled: CompiledStep<readonly StepValue[], StepValue> | undefined;
  const found = follow(make, calls, ({ step, options }) => (compiled = compile((...args: readonly StepValue[]) => (ran += 1, step(...args)), options)));
  found.forEach((call, k) => expect(call, `call ${k}`).toEqual(eager[k]));
  const outcome = { replayed: calls.length - ran, graphs: compiled?.graphs ?? 0, fallback: compiled?.fallback, warnings: [...warnings] };
  compiled?.dispose();
  return outcome;
}

/** As `sameAsEager`, and expects that graphs ran. */
export function compiles(make: (context: Context) => Made, calls: readonly (readonly StepValue[])[]): Outcome {
  const outcome = sameAsEager(make, calls);
  expect(outcome).toMatchObject({ fallback: undefined, warnings: [] });
  expect(outcome.replayed).toBeGreaterThan(0);
  return outcome;
}

/** As `sameAsEager`, and expects one warning with the cause, and no graph any more. */
export function fallsBack(cause: RegExp, make: (context: Context) => Made, calls: readonly (readonly StepValue[])[]): Outcome {
  const outcome = sameAsEager(make, calls);
  expect(outcome).toMatchObject({ graphs: 0, fallback: expect.stringMatching(cause), warnings: [expect.stringMatching(/runs as written, not as one graph, because .+\.$/)] });
  return outcome;
}

function follow(make: (context: Context) => Made, calls: readonly (readonly StepValue[])[], way: (made: Made) => Step): unknown[] {
  const random = createRandom(tf, 'TENSORFLOW', 7);
  const made = make({ random });
  const step = way(made);
  return calls.map((args, k) => {
    made.before?.(k);
    const result = inScope(() => outcomeOf(() => look(step(...args))));
    const state = typeof made.state === 'function' ? made.state() : made.state ?? [];
    return { result, state: state.map(look), position: random.position() };
  });
}

function inScope<T>(run: () => T): T {
  tf.engine().startScope();
  try {
    return run();
  } finally {
    tf.engine().endScope();
  }
}

function outcomeOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** A value with its tensors as bits, so that −0 is not 0 and NaN is NaN. */
function look(value: StepValue): unknown {
  if (value instanceof tf.Tensor) return { dtype: value.dtype, shape: value.shape, bits: bitsOf(value) };
  if (Array.isArray(value)) return value.map(look);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, look(part)]));
}

function bitsOf(tensor: Tensor): unknown {
  const values = tensor.dataSync<'float32' | 'int32' | 'bool' | 'string'>();
  if (Array.isArray(values)) return values;
  return values instanceof Float32Array ? [...new Int32Array(values.slice().buffer)] : [...values];
}

/** `count` calls with a batch [rows, 3] of seeded numbers each; `rows` may change from call to call. */
export function batches(count: number, rows: number | ((k: number) => number) = 4): Tensor[][] {
  return Array.from({ length: count }, (_, k) => [tf.randomUniform([typeof rows === 'number' ? rows : rows(k), 3], 0, 1, 'float32', k + 1)]);
}

/** The argument of a step that is given one tensor. */
export function only(args: readonly StepValue[]): Tensor {
  return tensorAt(args, 0);
}

export function tensorAt(args: readonly StepValue[], index: number): Tensor {
  const value = args[index];
  if (!(value instanceof tf.Tensor)) throw new TypeError(`Argument ${index} is no tensor.`);
  return value;
}

export function takeWarnings(): string[] {
  return warnings.splice(0);
}

/** The mean squared distance of x·w to 2; scalar. */
export function distance(x: Tensor, w: Tensor) {
  return tf.mean<ReturnType<typeof tf.scalar>>(tf.square(tf.sub(tf.matMul(x, w), 2)));
}

export function weights(shape: readonly number[] = [3, 1]) {
  return tf.tidy(() => tf.variable(tf.ones([...shape])));
}
