import type { Tensor } from 'flywheel/plugin';
import { expect } from 'vitest';
import { Weights } from '../../../plugins/transformer/layers/weights.ts';
import type { Network } from '../../../plugins/transformer/layers/network.ts';
import { openBackend } from '../../../src/tensor/backend.ts';
import { createRandom } from '../../../src/tensor/random.ts';
import { createTensorTools } from '../../../src/tensor/tools.ts';

export const { tf } = await openBackend('tensorflow');
export const tools = createTensorTools(tf, 'TENSORFLOW', (sentence) => expect.fail(sentence));

export function createNetwork(seed = 1): Network {
  return { tf, nn: tools.nn, weights: new Weights(tf, createRandom(tf, 'TENSORFLOW', seed)) };
}

/** Gives every variable of a network random numbers: fresh biases and norms are zeros and ones, which would hide much. */
export function stir({ weights }: Network): void {
  weights.variables.forEach((variable, k) => variable.assign(tf.randomNormal(variable.shape, 0, 0.5, 'float32', 100 + k)));
}

export const draw = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);
export const numbers = (tensor: Tensor) => [...tensor.dataSync()];

export function largestDifference(a: Tensor, b: Tensor): number {
  expect(a.shape).toEqual(b.shape);
  return Math.max(...numbers(tf.abs(tf.sub(a, b))));
}
