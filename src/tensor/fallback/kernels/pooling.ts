import { z } from 'zod';
import type { Tensor, TensorFlow } from '../../../plugin/tensors.ts';
import { ownKernel, setComposedKernel, type Attributes, type FallbackBackend } from './kernel.ts';
import { shape4 } from './window.ts';

/** Far below every other difference of two numbers, but greater than 0 to the kernel. */
const ABOVE_ZERO = 1e-30;

/**
 * TensorFlow.js's gradient of mean pooling divides by the window's size also where a window reaches over the border, and its value by the
 * pixels inside. Here both divide by the pixels inside, as in TensorFlow.
 */
export function useAveragePoolGradient(tf: TensorFlow, backend: FallbackBackend): void {
  const own = ownKernel(tf, backend, tf.AvgPoolGrad);
  setComposedKernel(tf, backend, tf.AvgPoolGrad, (input, attrs) => {
    const [dy, x] = [input('dy'), input('input')];
    return tf.engine().makeTensorFromTensorInfo(own({ dy: tf.mul(dy, shares(tf, x, attrs)), input: x }, attrs));
  });
}

/** The WASM backend's gradient of maximum pooling loses windows without a number above 0. Shifted up, all windows have one. */
export function useMaximumPoolGradient(tf: TensorFlow): void {
  const own = ownKernel(tf, 'wasm', tf.MaxPoolGrad);
  setComposedKernel(tf, 'wasm', tf.MaxPoolGrad, (input, attrs) => {
    const x = input('input');
    const shifted = tf.add(tf.sub(x, tf.min(x)), ABOVE_ZERO);
    return tf.engine().makeTensorFromTensorInfo(own({ dy: input('dy'), input: shifted, output: input('output') }, attrs));
  });
}

const pair = z.union([z.number().transform((size): [number, number] => [size, size]), z.tuple([z.number(), z.number()])]);
const attributes = z.object({
  filterSize: pair,
  strides: pair,
  pad: z.custom<Parameters<TensorFlow['backend_util']['computePool2DInfo']>[4]>(),
  dimRoundingMode: z.enum(['floor', 'round', 'ceil']).nullish(),
});

/** By how much more each window's pixels count than the window's size says: [1, rows, columns, 1]. */
function shares(tf: TensorFlow, x: Tensor, attrs: Attributes): Tensor {
  const { filterSize, strides, pad, dimRoundingMode } = attributes.parse(attrs);
  const info = tf.backend_util.computePool2DInfo(shape4(x.shape), filterSize, strides, 1, pad, dimRoundingMode ?? undefined);
  const rows = inside(info.outHeight, info.strideHeight, info.filterHeight, info.padInfo.top, info.inHeight);
  const columns = inside(info.outWidth, info.strideWidth, info.filterWidth, info.padInfo.left, info.inWidth);
  const whole = info.filterHeight * info.filterWidth;
  return tf.tensor(rows.flatMap((height) => columns.map((width) => whole / Math.max(1, height * width))), [1, rows.length, columns.length, 1]);
}

/** How many pixels of each window lie inside the images, in one direction. */
function inside(results: number, stride: number, filter: number, before: number, size: number): number[] {
  return Array.from({ length: results }, (_, k) => {
    const start = k * stride - before;
    return Math.min(size, start + filter) - Math.max(0, start);
  });
}
