import type { NamedAttrMap } from '@tensorflow/tfjs';
import type { Tensor, TensorFlow } from '../../plugin/tensors.ts';
import { nativeOp, type OpAttribute } from '../native-op.ts';
import { runKernel, setGradient, setKernel, single } from './kernel.ts';

const MAX_POOL_SECOND = 'FlywheelMaxPoolSecondGradient';

/**
 * Gradients of the gradients of convolutions and pools, which TensorFlow.js has only in part. A convolution is linear in
 * the image and in the filter, so each of its gradients' gradients is one of the same three kernels.
 */
export function useConvolutionSecondGradients(tf: TensorFlow): void {
  setGradient(tf, tf.Conv2DBackpropFilter, {
    inputsToSave: ['x', 'dy'],
    gradFunc: (ddw, [x, dy], attrs) => {
      const filter = single(ddw);
      return {
        x: () => runKernel(tf, tf.Conv2DBackpropInput, { dy: here(dy), filter }, { ...attrs, inputShape: here(x).shape }),
        dy: () => runKernel(tf, tf.Conv2D, { x: here(x), filter }, { ...attrs, dilations: [1, 1] }),
      };
    },
  });
  setGradient(tf, tf.DepthwiseConv2dNativeBackpropFilter, {
    inputsToSave: ['x', 'dy'],
    gradFunc: (ddw, [x, dy], attrs) => {
      const filter = single(ddw);
      return {
        x: () => runKernel(tf, tf.DepthwiseConv2dNativeBackpropInput, { dy: here(dy), filter }, { ...attrs, inputShape: here(x).shape }),
        dy: () => runKernel(tf, tf.DepthwiseConv2dNative, { x: here(x), filter }, attrs),
      };
    },
  });
  setGradient(tf, tf.DepthwiseConv2dNativeBackpropInput, {
    inputsToSave: ['dy', 'filter'],
    gradFunc: (ddx, [dy, filter], attrs) => {
      const x = single(ddx);
      return {
        dy: () => runKernel(tf, tf.DepthwiseConv2dNative, { x, filter: here(filter) }, attrs),
        filter: () => runKernel(tf, tf.DepthwiseConv2dNativeBackpropFilter, { x, dy: here(dy) }, { ...attrs, filterShape: here(filter).shape }),
      };
    },
  });
  usePoolSecondGradients(tf);
}

function usePoolSecondGradients(tf: TensorFlow): void {
  /** Linear in dy; of the input it takes the shape alone. */
  const averageGradient = (dy: Tensor, input: Tensor, attrs: NamedAttrMap): Tensor =>
    tf.customGrad(() => ({
      value: runKernel(tf, tf.AvgPoolGrad, { dy, input }, attrs),
      gradFunc: (ddx: Tensor) => runKernel(tf, tf.AvgPool, { x: ddx }, attrs),
    }))(dy);
  setGradient(tf, tf.AvgPool, {
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({ x: () => averageGradient(single(dy), here(x), attrs) }),
  });

  setKernel(tf, MAX_POOL_SECOND, ({ input, output, ddx }, attrs = {}) => {
    if (!input || !output || !ddx) throw new Error(`${MAX_POOL_SECOND} needs input, output and ddx.`);
    return nativeOp(tf, 'MaxPoolGradGrad', [input, output, ddx], poolAttributes(attrs));
  });
  /** Linear in dy; which number of a window is its largest does not change with the input. */
  const first = (dy: Tensor, input: Tensor, output: Tensor, attrs: NamedAttrMap): Tensor =>
    tf.customGrad(() => ({
      value: runKernel(tf, tf.MaxPoolGrad, { dy, input, output }, attrs),
      gradFunc: (ddx: Tensor) => second(ddx, input, output, attrs),
    }))(dy);
  const second = (ddx: Tensor, input: Tensor, output: Tensor, attrs: NamedAttrMap): Tensor =>
    tf.customGrad(() => ({
      value: runKernel(tf, MAX_POOL_SECOND, { input, output, ddx }, attrs),
      gradFunc: (ddy: Tensor) => first(ddy, input, output, attrs),
    }))(ddx);
  setGradient(tf, tf.MaxPool, {
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: (dy, [x, y], attrs) => ({ x: () => first(single(dy), here(x), here(y), attrs) }),
  });
}

function here(tensor: Tensor | undefined): Tensor {
  if (tensor === undefined) throw new Error('A gradient was saved without its inputs.');
  return tensor;
}

function poolAttributes({ filterSize, strides, pad }: NamedAttrMap): OpAttribute[] {
  const window = (size: unknown) => (Array.isArray(size) ? [1, Number(size[0]), Number(size[1]), 1] : [1, Number(size), Number(size), 1]);
  return [
    { name: 'T', dtype: 'float32' },
    { name: 'ksize', ints: window(filterSize) },
    { name: 'strides', ints: window(strides) },
    { name: 'padding', string: pad === 'same' ? 'SAME' : 'VALID' },
    { name: 'data_format', string: 'NHWC' },
  ];
}
