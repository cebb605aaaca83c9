import type { Tensor4D } from '@tensorflow/tfjs';
import { z } from 'zod';
import type { Tensor, TensorFlow } from '../../../plugin/tensors.ts';
import type { Attributes } from './kernel.ts';

export type Shape4 = [number, number, number, number];

/** How a convolution's window moves over images of `height` × `width`. */
export interface Window {
  readonly n: number;
  readonly rows: Side;
  readonly columns: Side;
}

/** One of the two directions. */
export interface Side {
  /** Of the images, of the results, of the filter. */
  readonly size: number;
  readonly results: number;
  readonly filter: number;
  readonly stride: number;
  /** Zeros before the first pixel. */
  readonly before: number;
}

const pair = z.union([z.number().transform((size): [number, number] => [size, size]), z.tuple([z.number(), z.number()])]);
const attributes = z.object({
  strides: pair,
  pad: z.custom<Parameters<TensorFlow['backend_util']['computeConv2DInfo']>[4]>(),
  dimRoundingMode: z.enum(['floor', 'round', 'ceil']).nullish(),
  dataFormat: z.enum(['NHWC', 'NCHW']).nullish(),
});

/** @throws where images are not [n, height, width, channels], the only order that WASM's convolutions know. */
export function windowOf(tf: TensorFlow, images: readonly number[], filter: readonly number[], attrs: Attributes, depthwise: boolean): Window {
  const { strides, pad, dimRoundingMode, dataFormat } = attributes.parse(attrs);
  if (dataFormat === 'NCHW') throw new Error('WASM convolves images of the order NHWC alone, not NCHW.');
  const info = tf.backend_util.computeConv2DInfo(shape4(images), shape4(filter), strides, 1, pad, dimRoundingMode ?? undefined, depthwise);
  return {
    n: info.batchSize,
    rows: { size: info.inHeight, results: info.outHeight, filter: info.filterHeight, stride: info.strideHeight, before: info.padInfo.top },
    columns: { size: info.inWidth, results: info.outWidth, filter: info.filterWidth, stride: info.strideWidth, before: info.padInfo.left },
  };
}

/** Pads or crops images so that the window meets exactly the pixels from the first result's to the last one's. */
export function fit(tf: TensorFlow, images: Tensor, { rows, columns }: Window): Tensor {
  const after = ({ size, results, filter, stride, before }: Side) => (results - 1) * stride + filter - before - size;
  const [below, right] = [after(rows), after(columns)];
  const [n, , , channels] = shape4(images.shape);
  const kept = below < 0 || right < 0
    ? tf.slice(images, [0, 0, 0, 0], [n, rows.size + Math.min(0, below), columns.size + Math.min(0, right), channels])
    : images;
  const zeros: [number, number][] = [[0, 0], [rows.before, Math.max(0, below)], [columns.before, Math.max(0, right)], [0, 0]];
  return zeros.flat().every((size) => size === 0) ? kept : tf.pad(kept, zeros);
}

export function shape4(shape: readonly number[]): Shape4 {
  const [a, b, c, d] = shape;
  if (shape.length !== 4 || a === undefined || b === undefined || c === undefined || d === undefined) throw new Error(`A convolution takes four sides, not [${shape.join(', ')}].`);
  return [a, b, c, d];
}

export function as4D(tf: TensorFlow, tensor: Tensor, shape: readonly number[] = tensor.shape): Tensor4D {
  return tf.reshape(tensor, shape4(shape));
}
