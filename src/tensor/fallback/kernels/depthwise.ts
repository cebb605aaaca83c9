import type { Tensor, TensorFlow } from '../../../plugin/tensors.ts';
import { numbers } from './conv2d.ts';
import { setComposedKernel } from './kernel.ts';
import { padForPhases, phaseFilters, phasesOf, pixelsOf } from './phases.ts';
import { as4D, fit, shape4, windowOf, type Window } from './window.ts';

/** Both gradients of depthwiseConv2d, for which the WASM backend has no kernel: of channels c, each with m results. */
export function useDepthwiseGradients(tf: TensorFlow): void {
  setComposedKernel(tf, 'wasm', tf.DepthwiseConv2dNativeBackpropFilter, (input, attrs) => {
    const [x, dy, filterShape] = [input('x'), input('dy'), shape4(numbers(attrs['filterShape']))];
    const window = windowOf(tf, x.shape, filterShape, attrs, true);
    const [height, width, c, m] = filterShape;
    const pixels = window.n * window.rows.results * window.columns.results;
    const gradient = tf.reshape(dy, [pixels, c * m]);
    // A product with a row of ones sums faster than the kernel that sums.
    const ones = tf.ones([1, pixels]);
    const sums = taps(tf, x, window).map((met) => {
      const each = m === 1 ? tf.reshape(met, [pixels, c]) : tf.reshape(tf.tile(tf.reshape(met, [pixels, c, 1]), [1, 1, m]), [pixels, c * m]);
      return tf.matMul(ones, tf.mul(each, gradient));
    });
    return tf.reshape(tf.concat(sums), [height, width, c, m]);
  });

  setComposedKernel(tf, 'wasm', tf.DepthwiseConv2dNativeBackpropInput, (input, attrs) => {
    const [dy, filter] = [input('dy'), input('filter')];
    const window = windowOf(tf, numbers(attrs['inputShape']), filter.shape, attrs, true);
    const phases = phasesOf(window);
    const [, , c, m] = shape4(filter.shape);
    const [down, across] = phases.strides;
    const byChannel = tf.transpose(tf.reshape(phaseFilters(tf, filter, phases), [phases.taps[0] * phases.taps[1], down * across, c * m]), [0, 2, 1]);
    const wide = as4D(tf, byChannel, [...phases.taps, c * m, down * across]);
    const spread = tf.depthwiseConv2d(padForPhases(tf, dy, window, phases), wide, 1, 'valid');
    const [n, rows, columns] = shape4(spread.shape);
    const places = n * rows * columns;
    const summed = m === 1 ? spread : tf.sum(tf.reshape(spread, [places * c, m, down * across]), 1);
    const blocks = tf.transpose(tf.reshape(summed, [places, c, down * across]), [0, 2, 1]);
    return pixelsOf(tf, tf.reshape(blocks, [n, rows, columns, down * across * c]), window, c);
  });
}

/** For each row and column of the filter, the pixels that it meets, [n, rows, columns, channels] of the results. */
function taps(tf: TensorFlow, x: Tensor, window: Window): Tensor[] {
  const { n, rows, columns } = window;
  const channels = shape4(x.shape)[3];
  const fitted = fit(tf, x, window);
  const { taps: [down, across], strides } = phasesOf(window);
  const [height, width] = [rows.results - 1 + down, columns.results - 1 + across];
  const [, h, w] = shape4(fitted.shape);
  const whole = tf.pad(fitted, [[0, 0], [0, height * strides[0] - h], [0, width * strides[1] - w], [0, 0]]);
  const apart = tf.transpose(tf.reshape(whole, [n * height, strides[0], width, strides[1], channels]), [1, 3, 0, 2, 4]);
  const phases = tf.reshape(apart, [strides[0] * strides[1] * n, height, width, channels]);
  const size = [n, rows.results, columns.results, channels];
  return Array.from({ length: rows.filter * columns.filter }, (_, k) => {
    const [row, column] = [Math.floor(k / columns.filter), k % columns.filter];
    const phase = (row % strides[0]) * strides[1] + (column % strides[1]);
    return tf.slice(phases, [phase * n, Math.floor(row / strides[0]), Math.floor(column / strides[1]), 0], size);
  });
}
