import type { Scalar } from '@tensorflow/tfjs';
import type { NamedTensors, Optimizer, Tensor, TensorFlow, Variable } from '../../plugin/tensors.ts';
import { AVERAGE } from './average.ts';
import { clipByGlobalNorm } from './clip.ts';
import { Slots } from './slots.ts';
import { StepCounter } from './step-counter.ts';
import type { UpdateRule } from './update-rule.ts';

export interface RuleOptimizerOptions {
  readonly rule: UpdateRule;
  readonly clipNorm?: number | undefined;
}

/** An optimizer from its update rule: gradients, clipping, slots, saving and restoring are the same for all. */
export class RuleOptimizer implements Optimizer {
  readonly #tf: TensorFlow;
  readonly #rule: UpdateRule;
  readonly #clipNorm: number | undefined;
  readonly #slots: Slots;
  readonly #counter: StepCounter;
  /** The step count as `state` last handed it out. */
  #stepTensor: Tensor | undefined;

  constructor(tf: TensorFlow, { rule, clipNorm }: RuleOptimizerOptions) {
    this.#tf = tf;
    this.#rule = rule;
    this.#clipNorm = clipNorm;
    this.#slots = new Slots(tf, rule.slots);
    this.#counter = new StepCounter(tf);
  }

  minimize(loss: () => Scalar, variables: readonly Variable[]): Scalar {
    return this.#tf.tidy(() => {
      const { value, grads } = this.#tf.variableGrads(loss, [...variables]);
      this.#move(variables, variables.map(({ name }) => grads[name] ?? fail(`The loss does not depend on ${name}.`)));
      return value;
    });
  }

  apply(gradients: NamedTensors, variables: readonly Variable[]): void {
    this.#tf.tidy(() => this.#move(variables, variables.map(({ name }) => gradients[name] ?? fail(`There is no gradient of ${name}.`))));
  }

  averages(): readonly Tensor[] {
    if (!this.#rule.slots.some(({ name }) => name === AVERAGE)) throw new Error('This optimizer keeps no averages; create it with the option average.');
    return this.#slots.named(AVERAGE);
  }

  state(): NamedTensors {
    this.#stepTensor?.dispose();
    const step = this.#tf.keep(this.#tf.scalar(this.#counter.steps, 'int32'));
    this.#stepTensor = step;
    return { step, ...this.#slots.state() };
  }

  restore({ step, ...slots }: NamedTensors): void {
    if (step === undefined) throw new Error('The saved optimizer has no step; it was saved by another kind of optimizer.');
    const steps = step.dataSync()[0] ?? 0;
    this.#slots.restore(slots);
    this.#counter.steps = steps;
  }

  dispose(): void {
    this.#slots.dispose();
    this.#stepTensor?.dispose();
    this.#stepTensor = undefined;
  }

  /** Runs inside a tidy. */
  #move(variables: readonly Variable[], gradients: readonly Tensor[]): void {
    const slots = this.#slots.of(variables);
    const clipped = this.#clipNorm === undefined ? gradients : clipByGlobalNorm(this.#tf, gradients, this.#clipNorm);
    const update = this.#rule.begin(this.#counter.begin());
    for (const [index, variable] of variables.entries()) {
      const [gradient, own] = [clipped[index], slots[index]];
      if (gradient === undefined || own === undefined) throw new Error(`${variable.name} has no gradient or no slots.`);
      const next = update(variable, gradient, own);
      variable.assign(next.weight);
      for (const [k, slot] of own.entries()) slot.assign(next.slots[k] ?? fail(`The optimizer's rule gives no value for slot ${k}.`));
    }
  }
}

function fail(message: string): never {
  throw new Error(message);
}
