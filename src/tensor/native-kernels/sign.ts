import type { Tensor, TensorFlow } from '../../plugin/tensors.ts';
import { nativeOp } from '../native-op.ts';
import { ownKernel, setGradient, setKernel, single } from './kernel.ts';

/**
 * The step function without arrays made in JavaScript, and the gradient of the absolute value by the sign, which
 * is 0 at 0 (TensorFlow.js has −1 there).
 */
export function useNativeSign(tf: TensorFlow): void {
  const ownStep = ownKernel(tf, tf.Step);
  const T = { name: 'T', dtype: 'float32' } as const;
  setKernel(tf, tf.Step, (inputs, attrs) => {
    const { x } = inputs;
    if (x?.dtype !== 'float32') return ownStep(inputs, attrs);
    return tf.tidy(() => {
      const above = nativeOp(tf, 'Greater', [x, tf.scalar(0)], [T]);
      const step = nativeOp(tf, 'SelectV2', [above, tf.scalar(1), tf.scalar(Number(attrs?.['alpha'] ?? 0))], [T]);
      return nativeOp(tf, 'SelectV2', [nativeOp(tf, 'IsNan', [x], [T]), x, step], [T]);
    });
  });

  /** Linear in dy; the sign does not change with x. */
  const gradient = (dy: Tensor, x: Tensor): Tensor =>
    tf.customGrad(() => ({ value: tf.mul(dy, tf.sign(tf.cast(x, 'float32'))), gradFunc: (ddy: Tensor) => gradient(ddy, x) }))(dy);
  setGradient(tf, tf.Abs, {
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => {
      if (x === undefined) throw new Error('An absolute value was saved without x.');
      return { x: () => gradient(single(dy), x) };
    },
  });
}
