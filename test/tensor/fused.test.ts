import type { Scalar } from '@tensorflow/tfjs';
import type { Tensor } from 'flywheel/plugin';
import { describe, expect, it } from 'vitest';
import { openBackend } from '../../src/tensor/backend.ts';
import { fusedOp } from '../../src/tensor/fused/fused-op.ts';
import { createTensorTools } from '../../src/tensor/tools.ts';

const { tf } = await openBackend('tensorflow');
const tools = createTensorTools(tf, 'TENSORFLOW', (sentence) => expect.fail(sentence));
const draw = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);
const difference = (a: Tensor | undefined, b: Tensor | undefined) => (a && b ? tf.max(tf.abs(tf.sub(a, b))).dataSync()[0] : NaN);

/** Gradients of a weighted sum, so that no sum hides an error. */
function gradients(f: (...inputs: Tensor[]) => Tensor, inputs: Tensor[]): Tensor[] {
  const weights = draw(f(...inputs).shape, 99);
  return tf.grads((...args: Tensor[]) => tf.sum(tf.mul(f(...args), weights)))(inputs);
}

/** Gradients of the squared gradients by the first input: what a gradient penalty needs. */
function secondOrder(f: (...inputs: Tensor[]) => Tensor, inputs: Tensor[]): Tensor[] {
  const weights = draw(f(...inputs).shape, 99);
  const weighted = (...args: Tensor[]): Scalar => tf.sum(tf.mul(f(...args), weights));
  return tf.grads((first, ...rest) => {
    const [inner] = tf.grads((one: Tensor) => weighted(one, ...rest))([first as Tensor]);
    return tf.sum(tf.square(inner as Tensor));
  })(inputs);
}

describe.each([[[6, 8]], [[3, 5, 37]], [[2, 3, 50, 200]]])('on %j', (shape) => {
  const n = shape.at(-1) ?? 0;
  const softmax = (x: Tensor | undefined) => {
    const powers = tf.exp(tf.sub(x as Tensor, tf.max(x as Tensor, -1, true)));
    return tf.div(powers, tf.sum(powers, -1, true));
  };
  const norm = (x?: Tensor, scale?: Tensor, offset?: Tensor) => {
    const { mean, variance } = tf.moments(x as Tensor, -1, true);
    return tf.add(tf.mul(tf.div(tf.sub(x as Tensor, mean), tf.sqrt(tf.add(variance, 1e-5))), scale as Tensor), offset as Tensor);
  };
  const fusedNorm = (x?: Tensor, scale?: Tensor, offset?: Tensor) => tools.nn.layerNorm(x as Tensor, scale as Tensor, offset as Tensor);

  it('softmax and its gradients of first and second order are those of its definition', () => {
    const inputs = [draw(shape, 1)];
    const ours = (x?: Tensor) => tf.softmax(x as Tensor);
    expect(difference(ours(inputs[0]), softmax(inputs[0]))).toBeLessThan(1e-6);
    expect(difference(gradients(ours, inputs)[0], gradients(softmax, inputs)[0])).toBeLessThan(2e-6);
    expect(difference(secondOrder(ours, inputs)[0], secondOrder(softmax, inputs)[0])).toBeLessThan(1e-4);
  });

  it('layer normalization and its gradients of first and second order are those of its definition', () => {
    const inputs = [draw(shape, 1), draw([n], 2), draw([n], 3)];
    expect(difference(fusedNorm(...inputs), norm(...inputs))).toBeLessThan(1e-5);
    const [ours, stock] = [gradients(fusedNorm, inputs), gradients(norm, inputs)];
    ours.forEach((gradient, index) => expect(difference(gradient, stock[index])).toBeLessThan(2e-4));
    // The gradient by x does not depend on the offset.
    const [x, scale, offset] = inputs as [Tensor, Tensor, Tensor];
    const [oursTwice, stockTwice] = [fusedNorm, norm].map((f) => secondOrder((a, b) => f(a, b, offset), [x, scale])) as [Tensor[], Tensor[]];
    [0, 1].forEach((index) => expect(difference(oursTwice[index], stockTwice[index])).toBeLessThan(2e-2));
  });
});

describe('softmax of unusual rows', () => {
  it('gives 0 to what is infinitely unlikely, and keeps NaN within its row', () => {
    const rows = tf.softmax(tf.tensor2d([[0, -Infinity, -1e9, 0], [NaN, 0, 0, 0], [1000, 1000, 1000, 1000]])).arraySync();
    expect(rows).toEqual([[0.5, 0, 0, 0.5], [NaN, NaN, NaN, NaN], [0.25, 0.25, 0.25, 0.25]]);
  });
});

describe('the fused Adam', () => {
  it.each([[[5]], [[33, 7]], [[2000, 128]]])('gives for %j what its operations give one by one, to the last bit', (shape) => {
    const [weight, gradient, m, v] = [draw(shape, 1), draw(shape, 2), draw(shape, 3), tf.square(draw(shape, 4))];
    const [beta1, beta2, epsilon, step, keep] = [0.9, 0.999, 1e-7, 3e-3, 0.99].map((value) => tf.scalar(value)) as [Scalar, Scalar, Scalar, Scalar, Scalar];
    const nextM = tf.add(tf.mul(m, beta1), gradient);
    const nextV = tf.add(tf.mul(v, beta2), tf.square(gradient));
    const next = tf.sub(tf.mul(weight, keep), tf.mul(tf.div(nextM, tf.add(tf.sqrt(nextV), epsilon)), step));
    const fused = fusedOp(tf, 'FlywheelAdam', [weight, gradient, m, v, beta1, beta2, epsilon, step, keep]);
    expect(fused.map((tensor) => [...tensor.dataSync()])).toEqual([next, nextM, nextV].map((tensor) => [...tensor.dataSync()]));
  });

  it('refuses sizes that do not fit', () => {
    const one = tf.scalar(1);
    expect(() => fusedOp(tf, 'FlywheelAdam', [draw([4], 1), draw([5], 2), draw([4], 3), draw([4], 4), one, one, one, one, one])).toThrow(/of one size/);
  });
});
