import type { Tensor, TensorFlow } from './tensors.ts';

/** Scalars of the steps since they were last shown, by name. They stay tensors until then, so no step waits for a value. */
export class RunningMeans {
  readonly #tf: TensorFlow;
  readonly #kept = new Map<string, Tensor[]>();

  constructor(tf: TensorFlow) {
    this.#tf = tf;
  }

  /** Owns the scalars from now on. */
  add(values: Readonly<Record<string, Tensor>>): void {
    for (const [name, value] of Object.entries(values)) {
      const kept = this.#kept.get(name);
      if (kept) kept.push(value);
      else this.#kept.set(name, [value]);
    }
  }

  /** Means over the steps since the last call, and forgets them. */
  async take(): Promise<Record<string, number>> {
    const lists = [...this.#kept];
    const all = this.#stacked();
    this.dispose();
    const numbers = await all.data();
    all.dispose();
    let start = 0;
    return Object.fromEntries(lists.map(([name, { length }]) => {
      let sum = 0;
      for (const end = start + length; start < end; start += 1) sum += numbers[start] ?? NaN;
      return [name, sum / length];
    }));
  }

  /** For a checkpoint: one tensor for each name, which the caller disposes. */
  snapshot(): Record<string, Tensor> {
    return Object.fromEntries([...this.#kept].map(([name, values]) => [name, this.#tf.stack(values)]));
  }

  restore(snapshot: Readonly<Record<string, Tensor>>): void {
    this.dispose();
    for (const [name, values] of Object.entries(snapshot)) this.#kept.set(name, this.#tf.unstack(values));
  }

  dispose(): void {
    this.#tf.dispose([...this.#kept.values()]);
    this.#kept.clear();
  }

  #stacked(): Tensor {
    const all = [...this.#kept.values()].flat();
    return all.length === 0 ? this.#tf.tensor1d([]) : this.#tf.stack(all);
  }
}
