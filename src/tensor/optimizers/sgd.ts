import type { TensorFlow } from '../../plugin/tensors.ts';
import type { UpdateRule } from './update-rule.ts';

/**
 * Stochastic gradient descent; the velocity is `momentum` of the last one plus the gradient, as in PyTorch. Without
 * momentum there is no velocity.
 */
export function sgdRule(tf: TensorFlow, learningRate: (step: number) => number, momentum: number): UpdateRule {
  return {
    slots: momentum === 0 ? [] : [{ name: 'velocity', start: 'ZEROS' }],
    begin(numbers) {
      const kept = tf.scalar(momentum);
      const rate = numbers(learningRate)((value) => value);
      return (weight, gradient, [velocity]) => {
        const next = velocity === undefined ? gradient : tf.add(tf.mul(velocity, kept), gradient);
        return { weight: tf.sub(weight, tf.mul(next, rate)), slots: velocity === undefined ? [] : [next] };
      };
    },
  };
}
