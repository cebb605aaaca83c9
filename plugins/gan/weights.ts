import type { Random, Tensor, TensorFlow, Variable } from 'flywheel/plugin';

/** A network's weights by name: variables while it is trained, tensors where averages stand in for them. */
export type Weights<T extends Tensor = Tensor> = ReadonlyMap<string, T>;

export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** Standard deviation of normal numbers, or what all of them are at first. */
  readonly start: { readonly deviation: number } | { readonly value: number };
}

/** Draws the first weights from the run's random numbers. The caller disposes them. */
export function createWeights(tf: TensorFlow, random: Random, specs: readonly WeightSpec[]): Weights<Variable> {
  return new Map(specs.map(({ name, shape, start }) => {
    const first = () => ('value' in start ? tf.fill([...shape], start.value) : tf.mul(random.normal(shape), start.deviation));
    return [name, tf.tidy(() => tf.variable(first()))];
  }));
}

export function weight<T extends Tensor>(weights: Weights<T>, name: string): T {
  const found = weights.get(name);
  if (found === undefined) throw new Error(`The network has no weight ${name}.`);
  return found;
}

/** The same names with other tensors, in the same order. */
export function withTensors(weights: Weights, tensors: readonly Tensor[]): Weights {
  return new Map([...weights.keys()].map((name, k) => {
    const tensor = tensors[k];
    if (tensor === undefined) throw new Error(`There is no tensor for the weight ${name}.`);
    return [name, tensor];
  }));
}
