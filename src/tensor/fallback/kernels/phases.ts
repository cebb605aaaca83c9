import type { Tensor4D } from '@tensorflow/tfjs';
import type { Tensor, TensorFlow } from '../../../plugin/tensors.ts';
import { as4D, type Side, type Window } from './window.ts';

/**
 * The gradient of a convolution's images is a convolution of the results' gradient, but each pixel meets only every stride-th row and
 * column of the filter. So all pixels of a block of stride × stride are computed at once, each block pixel ("phase") by a filter of its
 * own as further channels: a filter of 3 × 3 at stride 2 becomes four of 2 × 2, no zero is multiplied that strides would put in.
 */
export interface Phases {
  /** Rows and columns of the smaller filters. */
  readonly taps: readonly [number, number];
  readonly strides: readonly [number, number];
}

export function phasesOf({ rows, columns }: Window): Phases {
  const taps = ({ filter, stride }: Side) => Math.ceil(filter / stride);
  return { taps: [taps(rows), taps(columns)], strides: [rows.stride, columns.stride] };
}

/** A filter [rows, columns, a, b], turned around, as [taps, taps, stride, stride, a, b]: what each phase multiplies. */
export function phaseFilters(tf: TensorFlow, filter: Tensor, { taps, strides }: Phases): Tensor {
  const [height = 0, width = 0, a = 0, b = 0] = filter.shape;
  const padded = tf.pad(filter, [[0, taps[0] * strides[0] - height], [0, taps[1] * strides[1] - width], [0, 0], [0, 0]]);
  // Axes of size 1 for strides of 1 cost nothing; the rank stays below 7, which WASM's kernels end at.
  const apart = tf.reshape(padded, [taps[0], strides[0], taps[1], strides[1], a * b]);
  const turned = tf.reverse(apart, [0, 2]);
  return tf.reshape(tf.transpose(turned, [0, 2, 1, 3, 4]), [taps[0], taps[1], strides[0], strides[1], a, b]);
}

/** The results' gradient [n, rows, columns, c] with the zeros around it that the phases' filters reach. */
export function padForPhases(tf: TensorFlow, dy: Tensor, window: Window, { taps }: Phases): Tensor4D {
  const zeros = (side: Side, tap: number): [number, number] => [tap - 1, Math.max(0, blocks(side) - side.results)];
  const around: [number, number][] = [[0, 0], zeros(window.rows, taps[0]), zeros(window.columns, taps[1]), [0, 0]];
  return as4D(tf, around.flat().every((size) => size === 0) ? dy : tf.pad(dy, around));
}

/** Blocks [n, rows, columns, stride · stride · channels] as pixels [n, height, width, channels]. */
export function pixelsOf(tf: TensorFlow, blocksOfPixels: Tensor, { n, rows, columns }: Window, channels: number): Tensor {
  const [, down = 0, across = 0] = blocksOfPixels.shape;
  const pixels = rows.stride * columns.stride === 1
    ? blocksOfPixels
    : tf.transpose(tf.reshape(blocksOfPixels, [n * down, across, rows.stride, columns.stride * channels]), [0, 2, 1, 3]);
  const whole = tf.reshape(pixels, [n, down * rows.stride, across * columns.stride, channels]);
  if (down * rows.stride === rows.size && across * columns.stride === columns.size) return whole;
  return tf.slice(whole, [0, rows.before, columns.before, 0], [n, rows.size, columns.size, channels]);
}

/** Blocks that cover the zeros before the first pixel and all pixels. */
function blocks({ size, before, stride }: Side): number {
  return Math.ceil((size + before) / stride);
}
