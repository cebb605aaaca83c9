import { beforeAll, describe, expect, it } from 'vitest';
import { loadNative } from '../../src/tensor/native/load.ts';
import { registerNativeKernels } from '../../src/tensor/native-kernels/register.ts';

export const { tf } = await loadNative();
export type Tensor = ReturnType<typeof tf.tensor>;

export interface Case {
  readonly shapes: readonly (readonly number[])[];
  readonly f: (...inputs: Tensor[]) => Tensor;
  /** TensorFlow.js's own gradient of a gradient throws or is wrong, or its first gradient does. */
  readonly stock?: 'NO_SECOND_ORDER' | 'NO_GRADIENT';
  /** Half the distance of the two values in a difference; by default 0.01. */
  readonly step?: number;
}

type Value = (inputs: Tensor[]) => Tensor;

interface Results {
  readonly value: number[];
  readonly first: number[][] | undefined;
  readonly second: number[][] | undefined;
}

/** None closer to 0 than 0.2, so that no difference reaches over the kink of an activation. */
function inputsOf({ shapes }: Case): Tensor[] {
  return shapes.map((shape, k) => {
    const drawn = tf.randomNormal([...shape], 0, 1, 'float32', 10 + k);
    return tf.add(drawn, tf.mul(tf.sign(drawn), 0.2));
  });
}

const weights = (like: Tensor, seed: number) => tf.randomNormal(like.shape, 0, 1, 'float32', seed);

/** One number of f that weighs each of its numbers y differently, as y · (y + 1), so that its gradient depends on y. */
const weighed = ({ f }: Case): Value => (inputs) => {
  const y = f(...inputs);
  return tf.sum(tf.mul(weights(y, 77), tf.mul(y, tf.add(y, 1))));
};

const gradients = (value: Value) => (inputs: Tensor[]) => tf.grads((...xs: Tensor[]) => value(xs))(inputs);

/** One number of the gradients of `value`. */
const weighedGradients = (value: Value): Value => (inputs) =>
  tf.addN(gradients(value)(inputs).map((gradient, k) => tf.sum(tf.mul(weights(gradient, 50 + k), gradient))));

const numbers = (tensor: Tensor) => [...tensor.dataSync()];

function resultsOf(one: Case, stock: Case['stock']): Results {
  return tf.tidy(() => {
    const inputs = inputsOf(one);
    const value = weighed(one);
    return {
      value: numbers(one.f(...inputs)),
      first: stock === 'NO_GRADIENT' ? undefined : gradients(value)(inputs).map(numbers),
      second: stock ? undefined : gradients(weighedGradients(value))(inputs).map(numbers),
    };
  });
}

/** How much `value` rises along a random direction: by its gradients, and by a difference. */
function rise(value: Value, one: Case, seed: number): { readonly byGradient: number; readonly byDifference: number } {
  return tf.tidy(() => {
    const inputs = inputsOf(one);
    const step = one.step ?? 0.01;
    const directions = inputs.map((input, k) => weights(input, seed + k));
    const moved = (by: number) => value(inputs.map((input, k) => tf.add(input, tf.mul(directions[k] ?? 0, by)))).dataSync()[0] ?? NaN;
    const parts = gradients(value)(inputs).map((gradient, k) => tf.sum(tf.mul(gradient, directions[k] ?? 0)));
    return { byGradient: tf.addN(parts).dataSync()[0] ?? NaN, byDifference: (moved(step) - moved(-step)) / (2 * step) };
  });
}

function expectClose(ours: readonly number[] | undefined, own: readonly number[] | undefined): void {
  expect(ours?.length).toBe(own?.length);
  ours?.forEach((value, i) => expect(Math.abs(value - (own?.[i] ?? NaN))).toBeLessThan(1e-4 * (1 + Math.abs(value))));
}

/** Values, gradients and gradients of gradients: TensorFlow.js's own before ours are registered, and differences. */
export function testKernels(cases: Readonly<Record<string, Case>>, register = registerNativeKernels): void {
  const own = new Map<string, Results>();

  beforeAll(() => {
    for (const [name, one] of Object.entries(cases)) own.set(name, resultsOf(one, one.stock));
    register(tf);
  });

  describe.each(Object.entries(cases))('%s', (name, one) => {
    it("has TensorFlow.js's own values and gradients", () => {
      const before = tf.memory().numTensors;
      const ours = resultsOf(one, undefined);
      expect(tf.memory().numTensors - before).toBe(0);
      const stock = own.get(name);
      expectClose(ours.value, stock?.value);
      stock?.first?.forEach((values, k) => expectClose(ours.first?.[k], values));
      stock?.second?.forEach((values, k) => expectClose(ours.second?.[k], values));
    });

    it.each([100, 200])('has the gradients that differences show (%i)', (seed) => {
      const first = rise(weighed(one), one, seed);
      expect(Math.abs(first.byGradient - first.byDifference)).toBeLessThan(0.01 * (1 + Math.abs(first.byDifference)));
      const second = rise(weighedGradients(weighed(one)), one, seed);
      expect(Math.abs(second.byGradient - second.byDifference)).toBeLessThan(0.01 * (1 + Math.abs(second.byDifference)));
    });
  });
}

/** The names of the ops that TensorFlow runs in `run`. */
export function opsOf(run: () => Tensor | Tensor[]): string[] {
  const backend: unknown = tf.backend();
  if (!hasBinding(backend)) throw new Error('Ops are counted on the native backend.');
  const { binding } = backend;
  const ops: string[] = [];
  backend.binding = Object.create(binding, {
    executeOp: {
      value: (op: string, ...rest: unknown[]) => {
        ops.push(op);
        return binding.executeOp(op, ...rest);
      },
    },
  });
  try {
    tf.dispose(run());
  } finally {
    backend.binding = binding;
  }
  return ops;
}

interface Binding {
  executeOp(op: string, ...rest: unknown[]): unknown;
}

function hasBinding(backend: unknown): backend is { binding: Binding } {
  return typeof backend === 'object' && backend !== null && 'binding' in backend;
}
