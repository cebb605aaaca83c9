import type { NamedTensors, Tensor, TensorFlow, Variable } from '../../plugin/tensors.ts';
import type { Slot } from './update-rule.ts';

/**
 * What an optimizer remembers of its variables, in tf.Variables: a compiled step holds them by reference and changes
 * them as it changes the weights.
 */
export class Slots {
  readonly #tf: TensorFlow;
  readonly #kinds: readonly Slot[];
  /** One list for every variable, in their order; undefined before the first step. */
  #lists: Variable[][] | undefined;

  constructor(tf: TensorFlow, kinds: readonly Slot[]) {
    this.#tf = tf;
    this.#kinds = kinds;
  }

  /** The slots of the variables, made with the first call. */
  of(variables: readonly Variable[]): readonly (readonly Variable[])[] {
    this.#lists ??= variables.map((variable) => this.#kinds.map(({ start }) => this.#make(start === 'WEIGHT' ? variable : this.#tf.zerosLike(variable))));
    if (this.#lists.length !== variables.length) throw new Error(`The optimizer knows ${this.#lists.length} variables; it was given ${variables.length}.`);
    for (const [index, variable] of variables.entries()) {
      const other = this.#lists[index]?.find((slot) => !sameShape(slot, variable));
      if (other !== undefined) throw new Error(`${variable.name} has the shape [${variable.shape.join(', ')}], the optimizer's slot for it [${other.shape.join(', ')}]; they belong to different variables.`);
    }
    return this.#lists;
  }

  /** The slots of one kind, in the order of the variables. */
  named(name: string): readonly Variable[] {
    return (this.#lists ?? []).flatMap((slots) => slots.filter((_, k) => this.#kinds[k]?.name === name));
  }

  state(): NamedTensors {
    const lists = this.#lists ?? [];
    return Object.fromEntries(lists.flatMap((slots, index) => slots.map((slot, k) => [`${this.#kinds[k]?.name}/${index}`, slot] as const)));
  }

  /** Takes over the values; the slots stay the same objects where there are some. */
  restore(saved: NamedTensors): void {
    const count = this.#kinds.length === 0 ? 0 : Math.ceil(Object.keys(saved).length / this.#kinds.length);
    const lists = Array.from({ length: count }, (_, index) => this.#kinds.map(({ name }) => savedSlot(saved, `${name}/${index}`)));
    if (lists.flat().length !== Object.keys(saved).length) throw new Error(`The saved optimizer has ${Object.keys(saved).join(', ')}; it was saved by another kind of optimizer.`);
    if (count === 0) return this.dispose();
    this.#tf.tidy(() => {
      // Copied before a slot changes: the state may be this optimizer's own.
      const copies = lists.map((tensors) => tensors.map((tensor) => tensor.clone()));
      const slots = this.#lists;
      if (slots === undefined) this.#lists = copies.map((tensors) => tensors.map((tensor) => this.#make(tensor)));
      else assignAll(slots, copies);
    });
  }

  dispose(): void {
    this.#tf.dispose(this.#lists ?? []);
    this.#lists = undefined;
  }

  #make(start: Tensor): Variable {
    return this.#tf.variable(start, false);
  }
}

function assignAll(slots: readonly (readonly Variable[])[], values: readonly (readonly Tensor[])[]): void {
  const pairs = slots.flat().map((slot, index) => [slot, values.flat()[index]] as const);
  const fits = values.length === slots.length && pairs.every(([slot, value]) => value !== undefined && sameShape(slot, value));
  if (!fits) throw new Error(`The saved optimizer's slots are of ${values.length} variables, and not of the ${slots.length} with these shapes that the optimizer knows.`);
  for (const [slot, value] of pairs) if (value !== undefined) slot.assign(value);
}

function sameShape(a: Tensor, b: Tensor): boolean {
  return a.shape.length === b.shape.length && a.shape.every((size, k) => size === b.shape[k]);
}

function savedSlot(saved: NamedTensors, name: string): Tensor {
  const tensor = saved[name];
  if (tensor === undefined) throw new Error(`The saved optimizer has no ${name}; it was saved by another kind of optimizer.`);
  return tensor;
}
