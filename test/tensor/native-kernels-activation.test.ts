import { describe, expect, it } from 'vitest';
import { opsOf, testKernels, tf, type Case, type Tensor } from './native-kernels-support.ts';

const of = (f: (x: Tensor) => Tensor): Case => ({ shapes: [[5, 4]], f: (...inputs) => tf.addN(inputs.map(f)) });

testKernels({
  'relu': of((x) => tf.relu(x)),
  'relu6': { ...of((x) => tf.relu6(tf.mul(x, 4))), stock: 'NO_SECOND_ORDER' },
  'leaky relu': { ...of((x) => tf.leakyRelu(x, 0.3)), stock: 'NO_SECOND_ORDER' },
  'leaky relu that rises below 0 more than above': { ...of((x) => tf.leakyRelu(x, 1.5)), stock: 'NO_SECOND_ORDER' },
  'sigmoid': { ...of((x) => tf.sigmoid(x)), stock: 'NO_SECOND_ORDER' },
  'tanh': { ...of((x) => tf.tanh(x)), stock: 'NO_SECOND_ORDER' },
  'exp': { ...of((x) => tf.exp(x)), stock: 'NO_SECOND_ORDER' },
  'softmax': { ...of((x) => tf.softmax(x)), stock: 'NO_SECOND_ORDER' },
  'log softmax': { ...of((x) => tf.logSoftmax(x)), stock: 'NO_SECOND_ORDER' },
  'power': { ...of((x) => tf.pow(tf.abs(x), 2.5)), stock: 'NO_SECOND_ORDER' },
  'softplus': of((x) => tf.softplus(x)),
  'elu': { ...of((x) => tf.elu(x)), stock: 'NO_SECOND_ORDER' },
  'selu': { ...of((x) => tf.selu(x)), stock: 'NO_SECOND_ORDER' },
});

describe('gradients of activations', () => {
  it.each([
    ['ReluGrad', (x: Tensor) => tf.relu(x)],
    ['Relu6Grad', (x: Tensor) => tf.relu6(x)],
    ['LeakyReluGrad', (x: Tensor) => tf.leakyRelu(x)],
    ['SigmoidGrad', (x: Tensor) => tf.sigmoid(x)],
    ['TanhGrad', (x: Tensor) => tf.tanh(x)],
    ['SoftplusGrad', (x: Tensor) => tf.softplus(x)],
    ['EluGrad', (x: Tensor) => tf.elu(x)],
    ['SeluGrad', (x: Tensor) => tf.selu(x)],
  ] as const)('are one op: %s', (op, f) => {
    const x = tf.randomNormal([5, 4]);
    const dy = tf.onesLike(x);
    expect(opsOf(() => tf.grad(f)(x, dy)).slice(1)).toEqual([op]);
  });

  it.each([
    ['relu', (x: Tensor) => tf.relu(x), [0, 0, 1]],
    ['relu6', (x: Tensor) => tf.relu6(x), [0, 0, 1]],
    ['leaky relu', (x: Tensor) => tf.leakyRelu(x, 0.5), [0.5, 0.5, 1]],
    ['selu', (x: Tensor) => tf.selu(x), [1.7580993 * Math.exp(-1), 1.0507009, 1.0507009]],
  ] as const)('at, below and above 0: %s', (_name, f, expected) => {
    const gradient = tf.grad(f)(tf.tensor1d([-1, 0, 1])).dataSync();
    expected.forEach((value, k) => expect(gradient[k]).toBeCloseTo(value, 5));
  });

  it('relu of whole numbers keeps its gradient', () => {
    const x = tf.tensor1d([-2, 3], 'int32');
    expect([...tf.grad((y) => tf.relu(y))(x, tf.tensor1d([5, 7])).dataSync()]).toEqual([0, 7]);
  });
});
