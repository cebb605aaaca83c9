import { z } from 'zod';
import type { Tensor, TensorFlow } from '../../../plugin/tensors.ts';
import { ownKernel, setComposedKernel, setKernel, type Attributes, type FallbackBackend } from './kernel.ts';
import { shape4 } from './window.ts';

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

/** The same mistake in three dimensions is not worth a kernel; without padding there is none. */
export function refusePaddedAveragePool3dGradient(tf: TensorFlow): void {
  const own = ownKernel(tf, 'webgpu', tf.AvgPool3DGrad);
  setKernel(tf, 'webgpu', tf.AvgPool3DGrad, ({ inputs, attrs = {} }) => {
    if (attrs['pad'] === 'valid') return own(inputs, attrs);
    throw new Error("The WebGPU backend cannot compute the gradient of avgPool3d with padding. Native TensorFlow can, and the padding 'valid' is possible.");
  });
}

/**
 * The WASM backend's gradient of maximum pooling loses windows without a number above 0. Those are asked for again with 1 / −x, which has
 * the order of x below 0 and keeps its precision (a shift by the least number would make ties of all others where that is −10⁹).
 */
export function useMaximumPoolGradient(tf: TensorFlow): void {
  const own = ownKernel(tf, 'wasm', tf.MaxPoolGrad);
  setComposedKernel(tf, 'wasm', tf.MaxPoolGrad, (input, attrs) => {
    const [dy, x, y] = [input('dy'), input('input'), input('output')];
    const part = (images: Tensor, share: Tensor) => tf.engine().makeTensorFromTensorInfo(own({ dy: tf.mul(dy, share), input: images, output: y }, attrs));
    const isAbove = tf.cast(tf.greater(y, 0), 'float32');
    return tf.add(part(x, isAbove), part(tf.reciprocal(tf.relu(tf.neg(x))), tf.sub(1, isAbove)));
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
