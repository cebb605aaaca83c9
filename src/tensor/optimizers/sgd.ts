import type { TensorFlow } from '../../plugin/tensors.ts';
import type { UpdateRule } from './optimizer.ts';

const MOMENTUM = 0.9;

/** Stochastic gradient descent with momentum 0.9: the velocity is 0.9 of the last one plus the gradient, as in PyTorch. */
export function sgdRule(tf: TensorFlow, learningRate: (step: number) => number): UpdateRule {
  return {
    slots: ['velocity'],
    begin(step) {
      const momentum = tf.scalar(MOMENTUM);
      const rate = tf.scalar(learningRate(step));
      return (weight, gradient, [velocity]) => {
        if (velocity === undefined) throw new Error('SGD needs the slot velocity.');
        const next = tf.add(tf.mul(velocity, momentum), gradient);
        return { weight: tf.sub(weight, tf.mul(next, rate)), slots: [next] };
      };
    },
  };
}
