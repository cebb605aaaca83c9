import type { TensorInfo } from '@tensorflow/tfjs';
import type { Tensor, TensorFlow } from '../../plugin/tensors.ts';
import { nativeOp } from '../native-op.ts';
import { ownKernel, runKernel, setGradient, setKernel, single } from './kernel.ts';

const BIAS_GRADIENT = 'FlywheelBiasGradient';

/**
 * Adding a bias to the last axis and its gradient as TensorFlow's own ops for that; TensorFlow.js uses a broadcast
 * addition, a sum over all other axes and reshapes.
 */
export function useNativeBiasAdd(tf: TensorFlow): void {
  const ownAdd = ownKernel(tf, tf.Add);
  const { gradFunc: ownGradient } = tf.getGradient(tf.Add);
  const T = { name: 'T', dtype: 'float32' } as const;

  setKernel(tf, tf.Add, (inputs, attrs) => {
    const { a, b } = inputs;
    if (a === undefined || b === undefined || !isBias(a, b)) return ownAdd(inputs, attrs);
    if (b.shape.length === 1) return nativeOp(tf, 'BiasAdd', [a, b], [T]);
    const flat = ownKernel(tf, tf.Reshape)({ x: b }, { shape: [...b.shape.slice(-1)] });
    const sum = nativeOp(tf, 'BiasAdd', [a, flat], [T]);
    tf.backend().disposeData(flat.dataId);
    return sum;
  });

  setKernel(tf, BIAS_GRADIENT, ({ dy }) => {
    if (dy === undefined) throw new Error('The gradient of a bias needs dy.');
    return nativeOp(tf, 'BiasAddGrad', [dy], [T]);
  });
  setGradient(tf, BIAS_GRADIENT, {
    inputsToSave: ['dy'],
    gradFunc: (ddy, [dy]) => ({ dy: () => tf.broadcastTo(single(ddy), dy?.shape ?? []) }),
  });
  setGradient(tf, tf.Add, {
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved, attrs) => {
      const [a, b] = saved;
      if (a === undefined || b === undefined || !isBias(a, b)) return ownGradient(dy, saved, attrs);
      return { a: () => single(dy), b: () => biasGradient(single(dy), b) };
    },
  });

  function biasGradient(dy: Tensor, bias: Tensor): Tensor {
    return tf.reshape(runKernel(tf, BIAS_GRADIENT, { dy }), bias.shape);
  }
}

/** One number for every channel, the last axis of a, as [c] or [1, …, 1, c]. */
function isBias(a: TensorInfo, b: TensorInfo): boolean {
  const channels = a.shape.at(-1);
  if (a.dtype !== 'float32' || b.dtype !== 'float32' || a.shape.length < 2 || b.shape.at(-1) !== channels) return false;
  if (b.shape.length === 1) return true;
  const isRow = b.shape.length === a.shape.length && b.shape.slice(0, -1).every((size) => size === 1);
  return isRow && a.shape.slice(0, -1).some((size) => size !== 1);
}
