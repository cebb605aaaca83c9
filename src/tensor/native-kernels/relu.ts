import type { Tensor, TensorFlow } from '../../plugin/tensors.ts';
import { nativeOp } from '../native-op.ts';
import { runKernel, setGradient, setKernel, single } from './kernel.ts';

const RELU_GRADIENT = 'FlywheelReluGradient';

/**
 * The gradient of relu as TensorFlow's one op. TensorFlow.js multiplies with a step function, which natively is seven
 * ops and an array of ones made in JavaScript.
 */
export function useNativeReluGradient(tf: TensorFlow): void {
  const gradient = (dy: Tensor, y: Tensor) => runKernel(tf, RELU_GRADIENT, { dy, y });
  setKernel(tf, RELU_GRADIENT, ({ dy, y }) => {
    if (dy === undefined || y === undefined) throw new Error('The gradient of relu needs dy and y.');
    return nativeOp(tf, 'ReluGrad', [dy, y], [{ name: 'T', dtype: 'float32' }]);
  });
  setGradient(tf, RELU_GRADIENT, {
    inputsToSave: ['y'],
    gradFunc: (ddy, [y]) => {
      if (y === undefined) throw new Error('The gradient of relu was saved without y.');
      return { dy: () => gradient(single(ddy), y), y: () => tf.zerosLike(y) };
    },
  });
  setGradient(tf, tf.Relu, {
    outputsToSave: [true],
    gradFunc: (dy, [y]) => {
      if (y === undefined) throw new Error('Relu was saved without y.');
      return { x: () => gradient(single(dy), y) };
    },
  });
}
