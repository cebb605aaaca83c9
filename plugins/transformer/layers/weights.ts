import type { NamedTensors, Random, Tensor, TensorFlow, Variable } from 'flywheel/plugin';

/** The variables of a network, made one after another and named by where they are used, for example `encoder/0/attention/kernel`. */
export class Weights {
  readonly #tf: TensorFlow;
  readonly #random: Random | undefined;
  readonly #all = new Map<string, Variable>();

  /** @param random  where absent, all start at zero: for weights that `assign` fills. */
  constructor(tf: TensorFlow, random?: Random) {
    this.#tf = tf;
    this.#random = random;
  }

  get all(): ReadonlyMap<string, Variable> {
    return this.#all;
  }

  get variables(): Variable[] {
    return [...this.#all.values()];
  }

  /** Numbers in all variables together. */
  get count(): number {
    return this.variables.reduce((sum, { size }) => sum + size, 0);
  }

  /** Glorot & Bengio 2010, uniform. `as`: the shape that counts inputs and outputs (the last two sides), where the variable has it flattened. */
  glorot(name: string, shape: readonly number[], as: readonly number[] = shape): Variable {
    const window = as.slice(0, -2).reduce((size, side) => size * side, 1);
    const limit = Math.sqrt(6 / (window * ((as.at(-2) ?? 1) + (as.at(-1) ?? 1))));
    return this.#drawn(name, shape, (random) => this.#tf.sub(this.#tf.mul(random.uniform(shape), 2 * limit), limit));
  }

  /** Normal around 0, for embeddings. */
  normal(name: string, shape: readonly number[], deviation: number): Variable {
    return this.#drawn(name, shape, (random) => this.#tf.mul(random.normal(shape), deviation));
  }

  zeros(name: string, shape: readonly number[]): Variable {
    return this.#add(name, () => this.#tf.zeros([...shape]));
  }

  ones(name: string, shape: readonly number[]): Variable {
    return this.#add(name, () => this.#tf.ones([...shape]));
  }

  /** Puts saved values into all variables. @throws where one is missing or has another shape. */
  assign(saved: NamedTensors): void {
    for (const [name, variable] of this.#all) {
      const tensor = saved[name];
      if (tensor === undefined) throw new Error(`The saved weights have no ${name}; they are of another model.`);
      variable.assign(tensor);
    }
  }

  dispose(): void {
    this.#tf.dispose(this.variables);
    this.#all.clear();
  }

  #drawn(name: string, shape: readonly number[], draw: (random: Random) => Tensor): Variable {
    const random = this.#random;
    return random === undefined ? this.zeros(name, shape) : this.#add(name, () => draw(random));
  }

  #add(name: string, make: () => Tensor): Variable {
    if (this.#all.has(name)) throw new Error(`Two weights are called ${name}.`);
    const variable = this.#tf.tidy(() => this.#tf.variable(make()));
    this.#all.set(name, variable);
    return variable;
  }
}
