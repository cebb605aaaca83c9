import { describe, expect, it } from 'vitest';
import { opsOf, testKernels, tf, type Case, type Tensor } from './native-kernels-support.ts';

const product = (left: number[], right: number[], transposeA = false, transposeB = false): Case => ({
  shapes: [left, right],
  f: (...[a, b]) => tf.matMul(a ?? 0, b ?? 0, transposeA, transposeB),
});
const of = (shape: number[], f: (x: Tensor) => Tensor): Case => ({ shapes: [shape], f: (...inputs) => tf.addN(inputs.map(f)) });

testKernels({
  'product': product([4, 3], [3, 2]),
  'product, left transposed': product([3, 4], [3, 2], true),
  'product, right transposed': product([4, 3], [2, 3], false, true),
  'product, both transposed': product([3, 4], [2, 3], true, true),
  'product of batches': product([2, 4, 3], [2, 3, 5]),
  'rows of two axes with a matrix': { ...product([2, 4, 3], [3, 5]), stock: 'NO_GRADIENT' },
  'rows of three axes with a matrix': { ...product([2, 2, 4, 3], [5, 3], false, true), stock: 'NO_GRADIENT' },
  'transposed batches with a matrix': { ...product([2, 3, 4], [3, 5], true), stock: 'NO_GRADIENT' },
  'a batch with one product': { ...product([2, 4, 3], [1, 3, 5]), stock: 'NO_GRADIENT' },
  'a matrix with a batch': { ...product([4, 3], [2, 3, 5]), stock: 'NO_GRADIENT' },
  'sum': of([3, 4], (x) => tf.sum(x)),
  'sum of rows': of([3, 4], (x) => tf.sum(x, 1)),
  'sum of columns, kept': of([3, 4, 2], (x) => tf.sum(x, [0, 2], true)),
  'sum along the last axis': of([3, 4, 2], (x) => tf.sum(x, -1)),
  'sum of one number': of([1], (x) => tf.sum(x)),
  'mean': of([3, 4], (x) => tf.mean(x)),
  'mean of columns': of([3, 4, 2], (x) => tf.mean(x, [0, 1])),
  'mean, kept': of([3, 4], (x) => tf.mean(x, -1, true)),
  'standard deviation': of([3, 4], (x) => tf.sqrt(tf.moments(x, 0).variance)),
  'tile': of([3, 4], (x) => tf.tile(x, [2, 3])),
  'tile of one axis': of([3, 4, 2], (x) => tf.tile(x, [1, 3, 1])),
  'tile of five axes': { ...of([2, 1, 3, 1, 2], (x) => tf.tile(x, [1, 2, 1, 2, 1])), stock: 'NO_GRADIENT' },
  'broadcast': of([3, 1], (x) => tf.broadcastTo(x, [2, 3, 4])),
  'absolute value': { ...of([3, 4], (x) => tf.abs(x)) },
  'maximum': { shapes: [[3, 4], [3, 4]], f: (...[a, b]) => tf.maximum(a ?? 0, b ?? 0), stock: 'NO_SECOND_ORDER' },
  'largest of a row': { ...of([3, 4], (x) => tf.max(x, 1)), stock: 'NO_SECOND_ORDER' },
  'clipped': { ...of([3, 4], (x) => tf.clipByValue(x, -1, 1)), stock: 'NO_SECOND_ORDER' },
});

describe('products', () => {
  it('with a matrix on the right are MatMul', () => {
    const [a, b, c] = [tf.randomNormal([4, 3]), tf.randomNormal([3, 2]), tf.randomNormal([2, 4, 3])];
    expect(opsOf(() => tf.matMul(a, b))).toEqual(['MatMul']);
    expect(opsOf(() => tf.matMul(c, b))).toEqual(['Reshape', 'MatMul', 'Reshape']);
    expect(opsOf(() => tf.matMul(c, tf.reshape(c, [2, 3, 4]))).at(-1)).toBe('BatchMatMulV2');
  });

  it('of whole numbers are as before', () => {
    expect([...tf.matMul(tf.tensor2d([[1, 2]], [1, 2], 'int32'), tf.tensor2d([[3], [4]], [2, 1], 'int32')).dataSync()]).toEqual([11]);
  });
});

describe('step', () => {
  const x = tf.tensor1d([-1, 0, 2, NaN]);

  it('is 1 above 0 and alpha elsewhere, and lets NaN through', () => {
    expect([...tf.step(x).dataSync()]).toEqual([0, 0, 1, NaN]);
    expect([...tf.step(x, -0.5).dataSync()]).toEqual([-0.5, -0.5, 1, NaN]);
  });

  it('gives absolute values a gradient of 0 at 0', () => {
    expect([...tf.grad((y) => tf.abs(y))(tf.tensor1d([-3, 0, 2])).dataSync()]).toEqual([-1, 0, 1]);
    expect([...tf.grad((y) => tf.abs(y))(tf.tensor1d([-3, 2], 'int32')).dataSync()]).toEqual([-1, 1]);
  });
});

it('the gradient of a mean makes no large array in JavaScript', () => {
  const x = tf.randomNormal([100, 100]);
  expect(opsOf(() => tf.grad((y) => tf.mean(y))(x))).toContain('BroadcastTo');
});
