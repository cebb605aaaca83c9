import { beforeAll, describe, expect, it } from 'vitest';
import { loadNative } from '../../src/tensor/native/load.ts';
import { registerNativeKernels } from '../../src/tensor/native-kernels/register.ts';

const { tf } = await loadNative();
type Tensor = ReturnType<typeof tf.tensor>;

/** Value, gradients and gradients of gradients of what the kernels replace; weights differ so that no mistake cancels. */
const CASES: Record<string, { shapes: number[][]; f: (...inputs: Tensor[]) => Tensor }> = {
  'relu': { shapes: [[4, 3]], f: (x) => tf.mul(tf.relu(x), tf.square(x)) },
  'bias of a dense layer': { shapes: [[4, 3], [3]], f: (x, b) => tf.square(tf.add(x, b)) },
  'bias of a convolution': { shapes: [[2, 5, 4, 3], [3]], f: (x, b) => tf.square(tf.add(x, b)) },
  'bias as a row': { shapes: [[2, 5, 4, 3], [1, 1, 1, 3]], f: (x, b) => tf.square(tf.add(x, b)) },
  'sum of equal shapes': { shapes: [[4, 3], [4, 3]], f: (x, y) => tf.square(tf.add(x, y)) },
  'sum with a column': { shapes: [[4, 3], [4, 1]], f: (x, y) => tf.square(tf.add(x, y)) },
  'sum of two rows': { shapes: [[1, 3], [1, 3]], f: (x, y) => tf.square(tf.add(x, y)) },
  'sum with a scalar': { shapes: [[4, 3], []], f: (x, y) => tf.square(tf.add(x, y)) },
  'sum of vectors': { shapes: [[3], [3]], f: (x, y) => tf.square(tf.add(x, y)) },
  'bias first': { shapes: [[3], [4, 3]], f: (b, x) => tf.square(tf.add(b, x)) },
};

function results(): Record<string, number[][]> {
  return tf.tidy(() => {
    const all = Object.entries(CASES).map(([name, { shapes, f }]) => {
      const inputs = shapes.map((shape, k) => tf.randomNormal(shape, 0, 1, 'float32', 10 + k));
      const first = (...xs: Tensor[]) => tf.grads((...ys: Tensor[]) => f(...ys))(xs);
      const second = tf.grads((...xs: Tensor[]) => tf.addN(first(...xs).map((gradient) => tf.sum(tf.square(gradient)))))(inputs);
      return [name, [f(...inputs), ...first(...inputs), ...second].map((tensor) => [...tensor.dataSync()])] as const;
    });
    return Object.fromEntries(all);
  });
}

describe('native kernels', () => {
  let own: ReturnType<typeof results>;
  let ours: ReturnType<typeof results>;
  let left: number;

  beforeAll(() => {
    own = results();
    registerNativeKernels(tf);
    const before = tf.memory().numTensors;
    ours = results();
    left = tf.memory().numTensors - before;
  });

  it.each(Object.keys(CASES))("give TensorFlow.js's own values and gradients: %s", (name) => {
    expect(ours[name]?.length).toBe(own[name]?.length);
    ours[name]?.forEach((values, k) => values.forEach((value, i) => expect(value).toBeCloseTo(own[name]?.[k]?.[i] ?? NaN, 4)));
  });

  it('leave no tensor behind', () => expect(left).toBe(0));

  it('take integers as before', () => {
    expect([...tf.add(tf.tensor2d([[1, 2]], [1, 2], 'int32'), tf.tensor1d([3, 4], 'int32')).dataSync()]).toEqual([4, 6]);
  });
});
