/** The learning rate of a step, counted from 0: what `OptimizerOptions.learningRate` is. */
export type LearningRateSchedule = (step: number) => number;

/** The same rate in every step. */
export function constantRate(rate: number): LearningRateSchedule {
  check('rate', rate, isRate, 'above 0');
  return () => rate;
}

export interface WarmUpCosineOptions {
  /** The rate at the end of the warm-up. */
  readonly highest: number;
  /** Steps of the whole run; 1 or more. */
  readonly steps: number;
  /** Steps of the warm-up; from 0 to `steps`. */
  readonly warmUpSteps: number;
  /** What the cosine falls to, and the rate of steps after the last one; 0 where it is not given. */
  readonly lowest?: number;
}

/**
 * A line up to `highest` in the first steps (Goyal et al. 2017), while averages of gradients are young; then half a
 * cosine down to almost `lowest` at the last step (Loshchilov & Hutter 2017).
 */
export function warmUpCosine({ highest, steps, warmUpSteps, lowest = 0 }: WarmUpCosineOptions): LearningRateSchedule {
  check('highest', highest, isRate, 'above 0');
  check('steps', steps, isCount, 'a whole number from 1');
  check('warmUpSteps', warmUpSteps, (value) => Number.isInteger(value) && value >= 0 && value <= steps, `a whole number from 0 to ${steps}, the steps of the run`);
  check('lowest', lowest, (value) => value >= 0 && value <= highest, `from 0 to ${highest}, the highest rate`);
  return (step) => {
    if (step < warmUpSteps) return (highest * (step + 1)) / warmUpSteps;
    const share = (step - warmUpSteps) / Math.max(1, steps - warmUpSteps);
    return lowest + ((highest - lowest) * (1 + Math.cos(Math.PI * Math.min(1, share)))) / 2;
  };
}

export interface StepDecayOptions {
  /** The rate of the first steps. */
  readonly highest: number;
  /** Steps between two falls; 1 or more. */
  readonly every: number;
  /** What the rate is multiplied with then; above 0, at most 1. */
  readonly factor: number;
}

/** A staircase down, as for residual networks (He et al. 2016, with a factor of 0.1). */
export function stepDecay({ highest, every, factor }: StepDecayOptions): LearningRateSchedule {
  check('highest', highest, isRate, 'above 0');
  check('every', every, isCount, 'a whole number from 1');
  check('factor', factor, (value) => value > 0 && value <= 1, 'above 0 and at most 1');
  return (step) => highest * factor ** Math.floor(step / every);
}

export interface InverseSquareRootOptions {
  /** The rate at the end of the warm-up. In the paper it is 1 / √(model size × warmUpSteps). */
  readonly highest: number;
  /** Steps of the warm-up; 1 or more. In the paper 4000. */
  readonly warmUpSteps: number;
}

/** A line up to `highest`, then down with one over the square root of the steps: the Transformer's (Vaswani et al. 2017). */
export function inverseSquareRoot({ highest, warmUpSteps }: InverseSquareRootOptions): LearningRateSchedule {
  check('highest', highest, isRate, 'above 0');
  check('warmUpSteps', warmUpSteps, isCount, 'a whole number from 1');
  return (step) => highest * Math.min((step + 1) / warmUpSteps, Math.sqrt(warmUpSteps / (step + 1)));
}

const isRate = (value: number) => value > 0 && value < Infinity;
const isCount = (value: number) => Number.isInteger(value) && value >= 1;

function check(name: string, value: number, holds: (value: number) => boolean, must: string): void {
  if (!holds(value)) throw new Error(`The schedule's ${name} has to be ${must}; it is ${value}.`);
}
