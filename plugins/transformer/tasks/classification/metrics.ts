import type { Metrics } from 'flywheel/plugin';
import { ranking } from './ranking.ts';

/**
 * Collects the logits of labelled samples, batch by batch, and tells how good they are. Samples without a label (−1) are
 * left out.
 */
export class ClassificationScores {
  readonly #classes: number;
  readonly #labels: number[] = [];
  readonly #predicted: number[] = [];
  /** Of two classes: how much more likely the second one is, as a difference of logits. */
  readonly #margins: number[] = [];
  #loss = 0;

  constructor(classes: number) {
    this.#classes = classes;
  }

  /** @param logits count × classes, row by row; of equal ones the first is predicted */
  add(logits: ArrayLike<number>, labels: ArrayLike<number>): void {
    for (let sample = 0; sample < labels.length; sample++) {
      const label = labels[sample] ?? -1;
      if (label === -1) continue;
      const row = Array.from({ length: this.#classes }, (_, k) => logits[sample * this.#classes + k] ?? NaN);
      const best = row.reduce((first, value, k) => (value > (row[first] ?? -Infinity) ? k : first), 0);
      const highest = row[best] ?? NaN;
      this.#loss += highest - (row[label] ?? NaN) + Math.log(row.reduce((sum, value) => sum + Math.exp(value - highest), 0));
      this.#labels.push(label);
      this.#predicted.push(best);
      if (this.#classes === 2) this.#margins.push((row[1] ?? NaN) - (row[0] ?? NaN));
    }
  }

  get count(): number {
    return this.#labels.length;
  }

  get accuracy(): number {
    return this.#labels.filter((label, k) => label === this.#predicted[k]).length / this.count;
  }

  /**
   * `loss` (mean cross entropy, nats), `accuracy`, `macro_f1` (the mean of the F1 of each class that occurs among labels
   * or predictions); where more than one class occurs, `rarest_recall` (the share found of the class with the fewest samples,
   * the first of equals); and, of two classes that both occur, `roc_auc` and `average_precision` of the second one.
   *
   * @throws where no sample has a label
   */
  metrics(): Metrics {
    if (this.count === 0) throw new Error('There is no labelled sample to measure on.');
    const pair = this.#classes === 2 ? ranking(this.#margins, (sample) => this.#labels[sample] === 1) : undefined;
    return {
      loss: this.#loss / this.count,
      accuracy: this.accuracy,
      macro_f1: this.#macroF1(),
      ...this.#rarestRecall(),
      ...(pair === undefined ? {} : { roc_auc: pair.rocAuc, average_precision: pair.averagePrecision }),
    };
  }

  #rarestRecall(): { rarest_recall?: number } {
    const counts = new Map<number, number>();
    for (const label of this.#labels) counts.set(label, (counts.get(label) ?? 0) + 1);
    if (counts.size < 2) return {};
    const [rarest, count] = [...counts].sort((a, b) => a[1] - b[1] || a[0] - b[0])[0] ?? [-1, 0];
    return { rarest_recall: this.#labels.filter((label, k) => label === rarest && this.#predicted[k] === label).length / count };
  }

  #macroF1(): number {
    const both = new Map<number, { hits: number; total: number }>();
    const at = (name: number) => {
      const counted = both.get(name) ?? { hits: 0, total: 0 };
      both.set(name, counted);
      return counted;
    };
    this.#labels.forEach((label, k) => {
      const predicted = this.#predicted[k] ?? -1;
      at(label).total += 1;
      at(predicted).total += 1;
      if (label === predicted) at(label).hits += 1;
    });
    // F1 = 2 · hits / (labelled + predicted).
    return [...both.values()].reduce((sum, { hits, total }) => sum + (2 * hits) / total, 0) / both.size;
  }
}
