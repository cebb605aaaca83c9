import type { TensorFlow } from '../../plugin/tensors.ts';
import { ownKernel, setGradient, setKernel, single } from '../native-kernels/kernel.ts';
import { fusedOp, hasFusedOps } from './fused-op.ts';

/**
 * Softmax and its gradient in one pass over memory each, for CPUs: 2.9 instead of 7 ms, and 2 instead of 7, for the
 * 32 × 4 × 200 × 200 weights of an attention (2 cores).
 */
export function useFusedSoftmax(tf: TensorFlow): void {
  if (!hasFusedOps(tf)) return;
  const own = ownKernel(tf, tf.Softmax);
  const { gradFunc: ownGradient } = tf.getGradient(tf.Softmax);
  setKernel(tf, tf.Softmax, (inputs, attrs) => {
    const { logits } = inputs;
    if (logits === undefined || logits.dtype !== 'float32' || logits.shape.length === 0) return own(inputs, attrs);
    const [result] = fusedOp(tf, 'FlywheelSoftmax', [logits]);
    return result ?? own(inputs, attrs);
  });
  setGradient(tf, tf.Softmax, {
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => {
      const [y] = saved;
      // Within another gradient this one has to be made of operations that have gradients themselves.
      if (y === undefined || y.dtype !== 'float32' || tf.engine().state.gradientDepth > 0) return ownGradient(dy, saved, attrs);
      return { logits: () => fusedOp(tf, 'FlywheelSoftmaxGrad', [single(dy), y])[0] ?? tf.zerosLike(y) };
    },
  });
}
