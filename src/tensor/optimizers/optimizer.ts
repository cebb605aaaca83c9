import type { Scalar } from '@tensorflow/tfjs';
import type { NamedTensors, Optimizer, Tensor, TensorFlow, Variable } from '../../plugin/tensors.ts';

/** How one kind of optimizer moves a weight. */
export interface UpdateRule {
  /** What it remembers of every variable, for example `['m', 'v']`; zeros at the start. */
  readonly slots: readonly string[];
  /**
   * Prepares one step, counted from 0, and returns the rule for single variables: from weight, gradient and slots (in
   * the order of `slots`) to the new weight and slots. Runs inside a tidy.
   */
  begin(step: number): (weight: Tensor, gradient: Tensor, slots: readonly Tensor[]) => { weight: Tensor; slots: readonly Tensor[] };
}

/** An optimizer from its update rule: gradients, slots, saving and restoring are the same for all. */
export class RuleOptimizer implements Optimizer {
  readonly #tf: TensorFlow;
  readonly #rule: UpdateRule;
  #step = 0;
  /** One list for every variable, in the order of `minimize`'s variables; undefined before the first step. */
  #slots: Tensor[][] | undefined;
  /** The step count as `state` last handed it out. */
  #stepTensor: Tensor | undefined;

  constructor(tf: TensorFlow, rule: UpdateRule) {
    this.#tf = tf;
    this.#rule = rule;
  }

  minimize(loss: () => Scalar, variables: readonly Variable[]): Scalar {
    const tf = this.#tf;
    return tf.tidy(() => {
      const { value, grads } = tf.variableGrads(loss, [...variables]);
      const update = this.#rule.begin(this.#step);
      this.#slots ??= variables.map((variable) => this.#rule.slots.map(() => tf.keep(tf.zerosLike(variable))));
      for (const [index, variable] of variables.entries()) {
        const old = this.#slots[index];
        const gradient = grads[variable.name];
        if (old === undefined) throw new Error(`The optimizer knows ${this.#slots.length} variables; ${variable.name} is one more.`);
        if (gradient === undefined) throw new Error(`The loss does not depend on ${variable.name}.`);
        const next = update(variable, gradient, old);
        variable.assign(next.weight);
        this.#slots[index] = next.slots.map((slot) => tf.keep(slot));
        tf.dispose(old);
      }
      this.#step += 1;
      return value;
    });
  }

  state(): NamedTensors {
    this.#stepTensor?.dispose();
    const stepTensor = this.#tf.keep(this.#tf.scalar(this.#step, 'int32'));
    this.#stepTensor = stepTensor;
    const slots = (this.#slots ?? []).flatMap((tensors, index) => tensors.map((tensor, k) => [this.#slotName(k, index), tensor] as const));
    return { step: stepTensor, ...Object.fromEntries(slots) };
  }

  restore(state: NamedTensors): void {
    const count = (Object.keys(state).length - 1) / this.#rule.slots.length;
    const slots = Array.from({ length: count }, (_, index) => this.#rule.slots.map((_, k) => this.#saved(state, this.#slotName(k, index))));
    const step = this.#saved(state, 'step').dataSync()[0] ?? 0;
    // Copied before the old ones go: the state may be this optimizer's own.
    const copies = slots.map((tensors) => tensors.map((tensor) => this.#tf.keep(tensor.clone())));
    this.#disposeSlots();
    this.#step = step;
    this.#slots = count === 0 ? undefined : copies;
  }

  dispose(): void {
    this.#disposeSlots();
    this.#stepTensor?.dispose();
    this.#stepTensor = undefined;
  }

  #slotName(slot: number, variable: number): string {
    return `${this.#rule.slots[slot]}/${variable}`;
  }

  #saved(state: NamedTensors, name: string): Tensor {
    const tensor = state[name];
    if (tensor === undefined) throw new Error(`The saved optimizer has no ${name}; it was saved by another kind of optimizer.`);
    return tensor;
  }

  #disposeSlots(): void {
    this.#tf.dispose(this.#slots ?? []);
    this.#slots = undefined;
  }
}
