import type { Tensor } from '../../plugin/tensors.ts';

/**
 * Makes the numbers of a step that JavaScript computes. `prepare` is called once for each step, with the steps done
 * before, also where the step is replayed as a graph; each number is picked of what it gave. A rule needs one number at
 * least.
 */
export type StepNumbers = <T>(prepare: (step: number) => T) => (pick: (prepared: T) => number) => Tensor;

export interface Slot {
  readonly name: string;
  /** What it holds before the first step: zeros, or the weight itself. */
  readonly start: 'ZEROS' | 'WEIGHT';
}

/** From weight, gradient and slots (in the order of `UpdateRule.slots`) to the new weight and slots. */
export type Update = (weight: Tensor, gradient: Tensor, slots: readonly Tensor[]) => { weight: Tensor; slots: readonly Tensor[] };

/** How one kind of optimizer moves a weight. */
export interface UpdateRule {
  /** What it remembers of every variable. */
  readonly slots: readonly Slot[];
  /** Prepares one step and returns the rule for single variables. Runs inside a tidy. */
  begin(numbers: StepNumbers): Update;
}
