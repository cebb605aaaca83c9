import type { TensorFlow } from '../../plugin/tensors.ts';
import type { UpdateRule } from './update-rule.ts';

export interface RmspropOptions {
  readonly learningRate: (step: number) => number;
  readonly beta2: number;
  readonly epsilon: number;
}

/**
 * RMSProp (Tieleman & Hinton 2012), as in PyTorch: not centered, epsilon outside of the root. The slot is the mean square
 * without its constant factor, v / (1 − β₂), which goes into two numbers: 8 ops for a variable.
 */
export function rmspropRule(tf: TensorFlow, { learningRate, ...options }: RmspropOptions): UpdateRule {
  const vScale = Math.sqrt(1 - options.beta2);
  return {
    slots: [{ name: 'v', start: 'ZEROS' }],
    begin(numbers) {
      const beta2 = tf.scalar(options.beta2);
      const epsilon = tf.scalar(options.epsilon / vScale);
      const stepSize = numbers(learningRate)((rate) => rate / vScale);
      return (weight, gradient, [v]) => {
        if (v === undefined) throw new Error('RMSProp needs the slot v.');
        const nextV = tf.add(tf.mul(v, beta2), tf.square(gradient));
        const move = tf.mul(tf.div(gradient, tf.add(tf.sqrt(nextV), epsilon)), stepSize);
        return { weight: tf.sub(weight, move), slots: [nextV] };
      };
    },
  };
}
