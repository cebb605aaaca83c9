import type { TensorFlow, Variable } from 'flywheel/plugin';
import type { Weights } from '../layers/weights.ts';

/** Greater than any score. */
const NONE = 3e38;

/**
 * The weights as they were when they scored lowest on the validation split. They are part of `all`, so that a resume
 * knows them.
 */
export class BestWeights {
  readonly #tf: TensorFlow;
  readonly #weights: Weights;
  readonly #copies: ReadonlyMap<string, Variable>;
  readonly #score: Variable;

  constructor(tf: TensorFlow, weights: Weights) {
    this.#tf = tf;
    this.#weights = weights;
    this.#copies = new Map([...weights.all].map(([name, variable]) => [name, tf.tidy(() => tf.variable(variable.clone()))]));
    this.#score = tf.tidy(() => tf.variable(tf.scalar(NONE)));
  }

  /** The current weights, the best ones and their score. */
  get all(): ReadonlyMap<string, Variable> {
    return new Map([...this.#weights.all, ...[...this.#copies].map(([name, copy]): [string, Variable] => [`best/${name}`, copy]), ['best_score', this.#score]]);
  }

  /** Keeps the current weights where no earlier ones scored as low. */
  async offer(score: number): Promise<void> {
    const [lowest = NONE] = await this.#score.data();
    if (!(Math.fround(score) < lowest)) return;
    this.#tf.tidy(() => {
      for (const [name, copy] of this.#copies) copy.assign(this.#weights.all.get(name) ?? copy);
      this.#score.assign(this.#tf.scalar(score));
    });
  }

  /** Puts the best weights back; false where none were kept. */
  async restore(): Promise<boolean> {
    const [lowest = NONE] = await this.#score.data();
    if (lowest === Math.fround(NONE)) return false;
    for (const [name, variable] of this.#weights.all) variable.assign(this.#copies.get(name) ?? variable);
    return true;
  }

  dispose(): void {
    this.#tf.dispose([...this.#copies.values(), this.#score]);
  }
}
