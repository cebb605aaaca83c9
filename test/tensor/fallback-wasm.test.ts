import type { Rank } from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { cases, convolution, type Case } from '../../bench/backends/cases.ts';
import { difference, evaluate, numbersFor, weighted } from '../../bench/backends/evaluate.ts';
import { openWasm } from '../../src/tensor/fallback/wasm.ts';
import { loadNative } from '../../src/tensor/native/load.ts';

// One core of TensorFlow.js for both; what native-kernels replaces would be in the way of WASM and stays out.
await loadNative();
const { tf } = await openWasm();
type Tensor = ReturnType<typeof tf.tensor>;

async function on<T>(backend: 'wasm' | 'tensorflow', work: () => Promise<T>): Promise<T> {
  await tf.setBackend(backend);
  try {
    return await work();
  } finally {
    await tf.setBackend('wasm');
  }
}

test.each(cases.map((each) => [`${each.family}: ${each.name}`, each] as const))('WASM agrees with native TensorFlow, gradients too: %s', async (_, each) => {
  const before = tf.memory().numTensors;
  const ours = await evaluate(tf, each);
  expect(tf.memory().numTensors).toBe(before);
  const theirs = await on('tensorflow', () => evaluate(tf, each));
  expect(difference(ours.result, theirs.result)).toBeLessThan(1e-5);
  expect(ours.gradients.length).toBe(each.shapes.length);
  ours.gradients.forEach((gradient, k) => expect(difference(gradient, theirs.gradients[k] ?? [])).toBeLessThan(2e-5));
});

const linear = [
  ...cases.filter(({ family }) => /convolution|matrix product|embedding|mean/.test(family)),
  // Paddings that the native backend does not take.
  convolution([2, 8, 8, 3], [4, 4, 3, 2], 2, 1),
  convolution([2, 8, 8, 3], [2, 2, 3, 2], 3, [[0, 0], [1, 0], [2, 1], [0, 0]]),
];

test.each(linear.map((each) => [`${each.family}: ${each.name}`, each] as const))('gradients are those of finite differences: %s', (_, { shapes, f }: Case) => {
  tf.tidy(() => {
    const inputs = shapes.map((shape, k) => tf.tensor([...numbersFor(shape, k)], [...shape]));
    const loss = (xs: Tensor[]) => weighted(tf, f(tf, ...xs));
    const gradients = tf.grads((...xs: Tensor[]) => loss(xs))(inputs);
    inputs.forEach((input, k) => {
      const way = tf.tensor([...numbersFor(input.shape, 7)], input.shape);
      const at = (step: number) => loss(inputs.map((x, i) => (i === k ? tf.add(x, tf.mul(way, step)) : x))).dataSync()[0] ?? NaN;
      // Each of them is linear in each input, so that a large step is exact but for rounding.
      const slope = (at(1) - at(-1)) / 2;
      const gradient = gradients[k];
      if (gradient === undefined) throw new Error('Each input has a gradient.');
      const scale = 1e-3 + tf.norm(gradient).dataSync()[0]! * Math.sqrt(input.size);
      expect(Math.abs(slope - (tf.sum(tf.mul(gradient, way)).dataSync()[0] ?? NaN)) / scale).toBeLessThan(1e-5);
    });
  });
});

test('a sum by segments leaves out what belongs to none', () => {
  const rows = tf.tensor2d([[1, 2], [3, 4], [5, 6], [7, 8]]);
  const sums = tf.unsortedSegmentSum(rows, tf.tensor1d([1, -1, 1, 3], 'int32'), 3);
  expect(sums.arraySync()).toEqual([[0, 0], [6, 8], [0, 0]]);
});

test('what WASM cannot compute is refused with the backends that can', () => {
  const signal = tf.tensor1d([1, 2, 3, 4]);
  expect(() => tf.spectral.rfft(signal)).toThrow('The WASM backend cannot compute complex numbers and Fourier transforms. Native TensorFlow and WebGPU can');
  expect(() => tf.einsum('ij,jk->ik', tf.ones([2, 3]), tf.ones([3, 2]))).toThrow(/cannot compute tf\.einsum/);
});

test('one factor for many products, and factors that are broadcast', async () => {
  const shapes = [[[4, 40, 30], [30, 20]], [[2, 3, 40, 30], [1, 3, 30, 20]]] as const;
  for (const [left, right] of shapes) {
    const products = () => tf.tidy(() => tf.matMul(tf.tensor([...numbersFor(left, 1)], [...left]), tf.tensor([...numbersFor(right, 2)], [...right])).arraySync());
    const ours = [products()].flat(9);
    expect(difference(ours, await on('tensorflow', async () => [products()].flat(9)))).toBeLessThan(1e-5);
  }
});

test('images in the order NCHW are refused', () => {
  const image = tf.ones<Rank.R4>([1, 2, 5, 5]);
  const gradient = tf.grad((w: Tensor) => tf.conv2d(image, tf.reshape<Rank.R4>(w, [3, 3, 2, 4]), 1, 'same', 'NCHW'));
  expect(() => tf.tidy(() => gradient(tf.ones([3, 3, 2, 4])))).toThrow(/does not support/);
});
