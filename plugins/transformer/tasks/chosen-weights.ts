import type { Metrics, NamedTensors, Optimizer, TensorFlow, TrainContext, Variable } from 'flywheel/plugin';
import type { Weights } from '../layers/weights.ts';
import { BestWeights } from './best-weights.ts';

/**
 * The weights that a model is measured and published with: their moving averages (Polyak & Juditsky 1992), and of
 * those the ones that did best on the validation split, unless the host chooses by a metric of its own.
 */
export class ChosenWeights {
  readonly #tf: TensorFlow;
  readonly #weights: Weights;
  readonly #optimizer: Optimizer;
  readonly #best: BestWeights;

  /** @param optimizer  keeps averages of all weights, in their order */
  constructor(tf: TensorFlow, weights: Weights, optimizer: Optimizer) {
    this.#tf = tf;
    this.#weights = weights;
    this.#optimizer = optimizer;
    this.#best = new BestWeights(tf, weights);
  }

  /** All that a checkpoint holds. */
  get all(): ReadonlyMap<string, Variable> {
    return this.#best.all;
  }

  /**
   * Measures the averages, and keeps them where their score is the lowest so far. Training then goes on from its own weights.
   *
   * @param scoreOf  undefined where nothing could be measured
   */
  async measure(evaluate: () => Promise<Metrics>, scoreOf = ({ loss }: Metrics): number | undefined => loss): Promise<Metrics> {
    const own = this.#weights.variables.map((variable) => variable.clone());
    try {
      this.#useAverages();
      const metrics = await evaluate();
      const score = scoreOf(metrics);
      if (score !== undefined) await this.#best.offer(score);
      return metrics;
    } finally {
      this.#weights.variables.forEach((variable, k) => variable.assign(own[k] ?? variable));
      this.#tf.dispose(own);
    }
  }

  /** Puts what is to be published in place of the weights. */
  async choose({ checkpoints }: Pick<TrainContext, 'checkpoints'>): Promise<void> {
    // The host has put its own best state back already, where it was asked to choose.
    const chosen = await checkpoints.best();
    if (chosen !== undefined) disposeAll(this.#tf, chosen.tensors);
    if (chosen !== undefined || !(await this.#best.restore())) this.#useAverages();
  }

  dispose(): void {
    this.#best.dispose();
  }

  #useAverages(): void {
    this.#optimizer.averages().forEach((average, k) => this.#weights.variables[k]?.assign(average));
  }
}

function disposeAll(tf: TensorFlow, tensors: NamedTensors): void {
  tf.dispose(Object.values(tensors));
}
