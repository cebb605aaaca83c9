import type { OptimizerOptions } from '../../plugin/tensors.ts';

type NumberOption = Exclude<keyof OptimizerOptions, 'learningRate'>;

const isDecay = (value: number) => value >= 0 && value < 1;
const isPositive = (value: number) => value > 0 && value < Infinity;

const RULES: Readonly<Record<NumberOption, { readonly holds: (value: number) => boolean; readonly must: string }>> = {
  weightDecay: { holds: (value) => value >= 0 && value < Infinity, must: '0 or more' },
  beta1: { holds: isDecay, must: 'at least 0 and below 1' },
  beta2: { holds: isDecay, must: 'at least 0 and below 1' },
  epsilon: { holds: isPositive, must: 'above 0' },
  momentum: { holds: isDecay, must: 'at least 0 and below 1' },
  clipNorm: { holds: isPositive, must: 'above 0' },
  average: { holds: (value) => value > 0 && value < 1, must: 'above 0 and below 1' },
};

const NAMES: readonly NumberOption[] = ['weightDecay', 'beta1', 'beta2', 'epsilon', 'momentum', 'clipNorm', 'average'];

/** @throws naming the first option that is out of its range. */
export function checkOptions(options: OptimizerOptions): void {
  for (const name of NAMES) {
    const value = options[name];
    if (value !== undefined && !RULES[name].holds(value)) throw new Error(`An optimizer's ${name} has to be ${RULES[name].must}; it is ${value}.`);
  }
}
