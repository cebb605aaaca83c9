import type { TensorFlow } from '../../../plugin/tensors.ts';
import { setComposedKernel } from './kernel.ts';
import { padForPhases, phaseFilters, phasesOf, pixelsOf } from './phases.ts';
import { as4D, fit, shape4, windowOf } from './window.ts';

/**
 * Both gradients of conv2d (those of conv2dTranspose are the same kernels), each as one convolution: the WASM backend computes these
 * with XNNPACK's vector code, but has no kernel for the filter's gradient and a scalar loop for that of the images.
 */
export function useConvolutionGradients(tf: TensorFlow): void {
  setComposedKernel(tf, 'wasm', tf.Conv2DBackpropFilter, (input, attrs) => {
    const [x, dy] = [input('x'), input('dy')];
    const window = windowOf(tf, x.shape, numbers(attrs['filterShape']), attrs, false);
    // The sum over images and results is a convolution whose channels are the images and whose filter is dy.
    const images = as4D(tf, tf.transpose(fit(tf, x, window), [3, 1, 2, 0]));
    const filter = as4D(tf, tf.transpose(dy, [1, 2, 0, 3]));
    return tf.transpose(tf.conv2d(images, filter, 1, 'valid', 'NHWC', [window.rows.stride, window.columns.stride]), [1, 2, 0, 3]);
  });

  setComposedKernel(tf, 'wasm', tf.Conv2DBackpropInput, (input, attrs) => {
    const [dy, filter] = [input('dy'), input('filter')];
    const window = windowOf(tf, numbers(attrs['inputShape']), filter.shape, attrs, false);
    const phases = phasesOf(window);
    const [, , inputs, outputs] = shape4(filter.shape);
    const filters = tf.reshape(phaseFilters(tf, filter, phases), [phases.taps[0] * phases.taps[1], window.rows.stride * window.columns.stride * inputs, outputs]);
    const channels = window.rows.stride * window.columns.stride * inputs;
    const wide = as4D(tf, tf.transpose(filters, [0, 2, 1]), [...phases.taps, outputs, channels]);
    return pixelsOf(tf, tf.conv2d(padForPhases(tf, dy, window, phases), wide, 1, 'valid'), window, inputs);
  });
}

export function numbers(attribute: unknown): number[] {
  if (!Array.isArray(attribute) || !attribute.every((value) => typeof value === 'number')) throw new Error('A shape is a list of numbers.');
  return attribute;
}
