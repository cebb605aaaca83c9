import type { TensorFlow } from '../../plugin/tensors.ts';
import { setGradient } from './kernel.ts';

/**
 * The gradient of comparisons, which is 0. TensorFlow.js has it for one of them alone, so that gradients of gradients
 * through all functions whose gradients compare (maximum, max, where, clipByValue) fail.
 */
export function useComparisonGradients(tf: TensorFlow): void {
  for (const kernel of [tf.Equal, tf.NotEqual, tf.Less, tf.LessEqual, tf.Greater, tf.LogicalAnd, tf.LogicalOr]) {
    setGradient(tf, kernel, {
      inputsToSave: ['a', 'b'],
      gradFunc: (_dy, [a, b]) => {
        if (a === undefined || b === undefined) throw new Error(`${kernel} was saved without its inputs.`);
        return { a: () => tf.fill(a.shape, 0), b: () => tf.fill(b.shape, 0) };
      },
    });
  }
}
