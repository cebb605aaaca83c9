import type { Tensor4D } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { useNarrowConvolution } from '../../src/tensor/native-kernels/narrow-convolution.ts';
import { registerNativeKernels } from '../../src/tensor/native-kernels/register.ts';
import { opsOf, testKernels, tf, type Case, type Tensor } from './native-kernels-support.ts';

function four(x: Tensor | undefined): Tensor4D {
  if (!isFourSided(x)) throw new Error('Images and filters have four axes.');
  return x;
}

function isFourSided(x: Tensor | undefined): x is Tensor4D {
  return x?.rank === 4;
}

const STOCK = { stock: 'NO_SECOND_ORDER', step: 0.005 } as const;

/** Weights as small as a trained layer's, so that sums of hundreds of products are near 1. */
const convolution = (x: number[], filter: number[], pad: 'same' | 'valid' = 'same'): Case => ({
  shapes: [x, filter],
  f: (...[a, b]) => tf.mul(tf.conv2d(four(a), four(b), 1, pad), 0.05),
  ...STOCK,
});

const transposed = (x: number[], filter: number[], to: [number, number, number, number]): Case => ({
  shapes: [x, filter],
  f: (...[a, b]) => tf.mul(tf.conv2dTranspose(four(a), four(b), to, 1, 'same'), 0.05),
  ...STOCK,
});

testKernels({
  'to one channel': convolution([2, 8, 4, 16], [3, 3, 16, 1]),
  'with a large filter': convolution([1, 8, 8, 16], [7, 5, 16, 1]),
  'with a filter of even sides': convolution([1, 8, 8, 16], [4, 4, 16, 1]),
  'in blocks of two': convolution([2, 6, 6, 16], [3, 3, 16, 1]),
  'to three channels': convolution([1, 6, 6, 16], [5, 5, 16, 3]),
  'without edges': convolution([1, 10, 6, 16], [3, 3, 16, 1], 'valid'),
  'to sides that no block divides': convolution([1, 7, 6, 16], [3, 3, 16, 1]),
  'transposed to one channel': transposed([2, 8, 4, 16], [3, 3, 1, 16], [2, 8, 4, 1]),
  'transposed with a large filter': transposed([1, 8, 8, 16], [5, 7, 1, 16], [1, 8, 8, 1]),
  'transposed to three channels': transposed([1, 6, 6, 16], [3, 3, 3, 16], [1, 6, 6, 3]),
  'transposed with a filter of even sides': transposed([1, 8, 8, 16], [4, 4, 1, 16], [1, 8, 8, 1]),
}, (tensorFlow) => {
  registerNativeKernels(tensorFlow);
  useNarrowConvolution(tensorFlow, 0);
});

describe('only what gains is computed in blocks', () => {
  it.each([
    { what: 'one channel', inputs: 16, side: 3, outputs: 1, stride: 1, dilation: 1, inBlocks: true },
    { what: 'many channels', inputs: 16, side: 3, outputs: 8, stride: 1, dilation: 1, inBlocks: false },
    { what: 'few inputs', inputs: 3, side: 3, outputs: 1, stride: 1, dilation: 1, inBlocks: false },
    { what: 'a filter of one pixel', inputs: 16, side: 1, outputs: 1, stride: 1, dilation: 1, inBlocks: false },
    { what: 'a stride', inputs: 16, side: 3, outputs: 1, stride: 2, dilation: 1, inBlocks: false },
    { what: 'gaps', inputs: 16, side: 3, outputs: 1, stride: 1, dilation: 2, inBlocks: false },
  ])('$what: $inBlocks', ({ inputs, side, outputs, stride, dilation, inBlocks }) => {
    const [images, weights] = [four(tf.randomNormal([1, 8, 8, inputs])), four(tf.randomNormal([side, side, inputs, outputs]))];
    expect(opsOf(() => tf.conv2d(images, weights, stride, 'same', 'NHWC', dilation)).includes('DepthToSpace')).toBe(inBlocks);
  });
});
