/** Counts how often each class is there, is predicted, and is predicted rightly. Memory grows with the classes alone. */
export class ClassCounts {
  readonly #labelled: Float64Array;
  readonly #predicted: Float64Array;
  readonly #hits: Float64Array;

  constructor(classes: number) {
    this.#labelled = new Float64Array(classes);
    this.#predicted = new Float64Array(classes);
    this.#hits = new Float64Array(classes);
  }

  /** @param times  how many such samples there are */
  add(label: number, predicted: number, times = 1): void {
    this.#labelled[label] = (this.#labelled[label] ?? 0) + times;
    this.#predicted[predicted] = (this.#predicted[predicted] ?? 0) + times;
    if (label === predicted) this.#hits[label] = (this.#hits[label] ?? 0) + times;
  }

  clear(): void {
    for (const counts of [this.#labelled, this.#predicted, this.#hits]) counts.fill(0);
  }

  /** NaN where nothing was counted, as all of these. */
  get accuracy(): number {
    const sum = (all: number, count: number) => all + count;
    return this.#hits.reduce(sum, 0) / this.#labelled.reduce(sum, 0);
  }

  /** The mean of the F1 of each class that occurs among labels or predictions; F1 is 2 · hits / (labelled + predicted). */
  get macroF1(): number {
    let [sum, classes] = [0, 0];
    this.#hits.forEach((hits, k) => {
      const total = (this.#labelled[k] ?? 0) + (this.#predicted[k] ?? 0);
      if (total === 0) return;
      sum += (2 * hits) / total;
      classes += 1;
    });
    return sum / classes;
  }

  /** The share found of the samples of a class. */
  recallOf(label: number): number {
    return (this.#hits[label] ?? 0) / (this.#labelled[label] ?? 0);
  }

  /** The class with the fewest samples of those that have any, the first of equals; undefined where one class alone has samples. */
  get rarest(): number | undefined {
    const present = [...this.#labelled.keys()].filter((k) => (this.#labelled[k] ?? 0) > 0);
    return present.length < 2 ? undefined : present.reduce((least, k) => ((this.#labelled[k] ?? 0) < (this.#labelled[least] ?? 0) ? k : least));
  }
}
