import type { TensorFlow } from '../../plugin/tensors.ts';
import type { UpdateRule } from './update-rule.ts';

/** The slot of the averaged weight. */
export const AVERAGE = 'average';

/**
 * Adds an exponential moving average of the weights to a rule. Its decay starts low, so that the first weights are soon
 * forgotten: of step t, counted from 0, it is min(decay, (1 + t) / (10 + t)), as in TensorFlow's.
 */
export function averaged(tf: TensorFlow, rule: UpdateRule, decay: number): UpdateRule {
  return {
    slots: [...rule.slots, { name: AVERAGE, start: 'WEIGHT' }],
    begin(numbers) {
      const update = rule.begin(numbers);
      const share = numbers((step) => 1 - Math.min(decay, (1 + step) / (10 + step)))((value) => value);
      return (weight, gradient, slots) => {
        const average = slots.at(-1);
        if (average === undefined) throw new Error('The average needs a slot.');
        const next = update(weight, gradient, slots.slice(0, -1));
        return { weight: next.weight, slots: [...next.slots, tf.add(average, tf.mul(tf.sub(next.weight, average), share))] };
      };
    },
  };
}
