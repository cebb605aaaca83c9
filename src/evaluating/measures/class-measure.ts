import type { ScoredSample } from '../../data/evaluations/predictions.ts';
import { ClassCounts } from '../../plugin/index.ts';
import { ConfusionCells } from './confusion-cells.ts';
import type { Measure } from './measure.ts';

/**
 * `macro_f1` and, where more than one class has samples, `rarest_recall`: of the class that is the rarest in the whole split. As
 * `ClassCounts` defines them. Memory: cells of the confusion that a block has, over all blocks.
 */
export class ClassMeasure implements Measure {
  readonly #cells: ConfusionCells;
  readonly #counts: ClassCounts;
  readonly #places: ReadonlyMap<string, number>;
  #rarest: number | undefined;

  /** @param classes  of the dataset version and of the model, each once; the dataset version's first, in its order */
  constructor(classes: readonly string[], blocks: number) {
    this.#places = new Map(classes.map((name, index) => [name, index]));
    this.#cells = new ConfusionCells(classes.length, blocks);
    this.#counts = new ClassCounts(classes.length);
  }

  add({ classified }: ScoredSample, block: number): void {
    if (!classified) return;
    this.#cells.add(block, this.#places.get(classified.label) ?? 0, this.#places.get(classified.predicted) ?? 0);
  }

  metrics(weights: ArrayLike<number>): Record<string, number> {
    this.#counts.clear();
    this.#cells.forEach((block, label, predicted, times) => {
      const weight = weights[block] ?? 0;
      if (weight > 0) this.#counts.add(label, predicted, weight * times);
    });
    this.#rarest ??= this.#counts.rarest;
    return { macro_f1: this.#counts.macroF1, ...(this.#rarest === undefined ? {} : { rarest_recall: this.#counts.recallOf(this.#rarest) }) };
  }
}
