import { afterAll, describe, expect, it } from 'vitest';
import type { Tensor } from 'flywheel/plugin';
import { attentionOf } from '../../bench/models/attention.ts';
import { modelNames, modelOf } from '../../bench/models/all.ts';
import { geluOf } from '../../bench/models/pointwise.ts';
import { openBackend } from '../../src/tensor/backend.ts';
import { createRandom } from '../../src/tensor/random.ts';
import { createTensorTools } from '../../src/tensor/tools.ts';

const { tf } = await openBackend('tensorflow');
const tools = createTensorTools(tf, 'TENSORFLOW', console.warn);

/** A value and its gradients, weighted so that no sum hides an error. */
function outcome(f: (...inputs: Tensor[]) => Tensor, inputs: Tensor[]): number[][] {
  return tf.tidy(() => {
    const value = f(...inputs);
    const weights = tf.randomNormal(value.shape, 0, 1, 'float32', 9);
    const gradients = tf.grads((...args: Tensor[]) => tf.sum(tf.mul(f(...args), weights)))(inputs);
    return [value, ...gradients].map((tensor) => [...tensor.dataSync()]);
  });
}

function expectSame(ours: (...inputs: Tensor[]) => Tensor, stock: (...inputs: Tensor[]) => Tensor, inputs: Tensor[]): void {
  const [a, b] = [outcome(ours, inputs), outcome(stock, inputs)];
  a.forEach((numbers, part) => {
    const scale = Math.max(1, ...numbers.map(Math.abs));
    numbers.forEach((number, index) => expect(Math.abs(number - (b[part]?.[index] ?? NaN)) / scale).toBeLessThan(1e-5));
  });
}

const draw = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);

describe('parts of the models are what their plain TensorFlow.js is, with their gradients', () => {
  it('GELU', () => {
    const stock = (x: Tensor) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
    expectSame(geluOf(tf), (x) => stock(x ?? x), [draw([7, 5], 1)]);
  });

  it('attention', () => {
    const [batch, length, heads, headSize] = [2, 5, 3, 4];
    const stock = (rows: Tensor) => {
      const [q, k, v] = tf.split(rows, 3, 1).map((part) => tf.transpose(tf.reshape(part, [batch, length, heads, headSize]), [0, 2, 1, 3]));
      if (!q || !k || !v) throw new Error('Three parts.');
      const weights = tf.softmax(tf.div(tf.matMul(q, k, false, true), Math.sqrt(headSize)));
      return tf.reshape(tf.transpose(tf.matMul(weights, v), [0, 2, 1, 3]), [batch * length, heads * headSize]);
    };
    expectSame(attentionOf(tf, { batch, length, heads, headSize }), stock, [draw([batch * length, 3 * heads * headSize], 4)]);
  });
});

describe.each(modelNames)('%s', (name) => {
  // A model that knows nothing: every pixel, image and label is as likely as its opposite.
  const untrained = { vae: 28 * 28 * Math.LN2, gan: 3 * Math.LN2, transformer: Math.LN2 }[name];
  const model = modelOf(name).build(tools, createRandom(tf, 'TENSORFLOW', 1));
  const step = () => {
    const loss = model.step(...model.batch);
    const value = loss.dataSync()[0] ?? NaN;
    loss.dispose();
    return value;
  };
  afterAll(() => tf.dispose([...model.variables, ...model.batch]));

  it('begins with the loss of one that knows nothing and learns', () => {
    const first = step();
    expect(first / untrained).toBeGreaterThan(0.8);
    expect(first / untrained).toBeLessThan(1.2);
    const tensors = tf.memory().numTensors;
    let last = first;
    for (let k = 0; k < 5; k++) last = step();
    expect(last).toBeLessThan(first);
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

it('has as many parameters as the peers', () => {
  const counts = Object.fromEntries(modelNames.map((name) => {
    const model = modelOf(name).build(tools, createRandom(tf, 'TENSORFLOW', 1));
    tf.dispose([...model.variables, ...model.batch]);
    return [name, model.parameterCount];
  }));
  expect(counts).toEqual({ vae: 134_165, gan: 1_414_530, transformer: 2_850_818 });
});
