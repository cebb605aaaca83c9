import type { Rank } from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { openWasm } from '../../src/tensor/fallback/wasm.ts';

const { tf } = await openWasm();
type Tensor = ReturnType<typeof tf.tensor>;

const gradientOfPooling = (values: number[]) =>
  tf.tidy(() => [...tf.grad((x: Tensor) => tf.maxPool(tf.reshape<Rank.R4>(x, [1, 4, 4, 1]), 2, 2, 'valid'))(tf.tensor1d(values)).dataSync()]);

// In each, the largest of every 2 × 2 pixels is known.
test.each([
  ['all below 0', [-1, -3, -2, -9, -4, -5, -7, -8, -1, -2, -3, -2, -6, -0.5, -1, -4], [0, 2, 13, 14]],
  ['0 and below', [0, -3, -2, -9, -4, -5, -7, 0, -1, -2, -3, -2, -6, -0.5, -1, 0], [0, 7, 13, 15]],
  ['one masked', [1, 3, 2, 0, -1e9, 1, 5, 4, 1, 2, 8, 7, 4, 3, 6, 9], [1, 6, 12, 15]],
  ['one infinite', [1, 3, 2, 0, -Infinity, 1, 5, 4, 1, 2, 8, 7, 4, 3, 6, 9], [1, 6, 12, 15]],
  ['close together', [1, 1.0000002, 1, 1, 1, 1, 1, 1.0000004, -5, -5.00001, -5.1, -5.2, -5.1, -5.2, -5, -5.1], [1, 7, 8, 14]],
])('the gradient of maximum pooling reaches the largest pixel: %s', (_, values, largest) => {
  expect(gradientOfPooling(values)).toEqual(values.map((_, k) => (largest.includes(k) ? 1 : 0)));
});

test.each([
  ['maxPool3d', () => tf.maxPool3d(tf.fill<Rank.R5>([1, 2, 2, 2, 1], -3), 2, 2, 'valid')],
  ['the gradient of avgPool3d', () => tf.grad((x: Tensor) => tf.avgPool3d(tf.reshape<Rank.R5>(x, [1, 3, 3, 3, 1]), 2, 2, 'same'))(tf.ones([27]))],
  ['conv3dTranspose', () => tf.conv3dTranspose(tf.ones<Rank.R5>([1, 2, 2, 2, 3]), tf.ones<Rank.R5>([2, 2, 2, 2, 3]), [1, 4, 4, 4, 2], 2, 'same')],
  ['maxPoolWithArgmax', () => tf.maxPoolWithArgmax(tf.fill<Rank.R4>([1, 2, 2, 1], -3), 2, 2, 'valid').result],
  ['the gradient of dilation2d', () => tf.grad((w: Tensor) => tf.dilation2d(tf.ones<Rank.R4>([1, 4, 4, 2]), tf.reshape<Rank.R3>(w, [2, 2, 2]), 1, 'same'))(tf.ones([8]))],
])('what the library computes wrongly is refused: %s', (_, run) => {
  expect(() => tf.tidy(run)).toThrow(/^The WASM backend cannot compute .*\. Native TensorFlow can: run this on a machine that has it\.$/);
});
