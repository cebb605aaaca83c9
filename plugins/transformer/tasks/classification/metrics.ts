import { ClassCounts, type Metrics, Ranking } from 'flywheel/plugin';

/**
 * Collects the logits of labelled samples, batch by batch, and tells how good they are. Samples without a label (−1) are
 * left out.
 */
export class ClassificationScores {
  readonly #classes: number;
  readonly #counts: ClassCounts;
  /** Of two classes: how much more likely the second one is, as a difference of logits; and whether it is the label. */
  readonly #margins: number[] = [];
  readonly #isSecond: boolean[] = [];
  #loss = 0;
  #count = 0;

  constructor(classes: number) {
    this.#classes = classes;
    this.#counts = new ClassCounts(classes);
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
      this.#count += 1;
      this.#counts.add(label, best);
      if (this.#classes !== 2) continue;
      this.#margins.push((row[1] ?? NaN) - (row[0] ?? NaN));
      this.#isSecond.push(label === 1);
    }
  }

  get count(): number {
    return this.#count;
  }

  get accuracy(): number {
    return this.#counts.accuracy;
  }

  /**
   * `loss` (mean cross entropy, nats), `accuracy`, `macro_f1`; where more than one class occurs, `rarest_recall` (the share
   * found of the class with the fewest samples); and, of two classes that both occur, `roc_auc` and `average_precision` of the
   * second one.
   *
   * @throws where no sample has a label
   */
  metrics(): Metrics {
    if (this.count === 0) throw new Error('There is no labelled sample to measure on.');
    const { accuracy, macroF1, rarest } = this.#counts;
    const pair = this.#classes === 2 ? new Ranking(this.#margins, (sample) => this.#isSecond[sample] === true).measure() : undefined;
    return {
      loss: this.#loss / this.count,
      accuracy,
      macro_f1: macroF1,
      ...(rarest === undefined ? {} : { rarest_recall: this.#counts.recallOf(rarest) }),
      ...(pair === undefined ? {} : { roc_auc: pair.rocAuc, average_precision: pair.averagePrecision }),
    };
  }
}
