/** For how many a class counts that was never mistaken for another. */
const UNSEEN = 2;

/** Which wrong class is named where one is, for each true class: what was named, drawn towards shares that do not depend on the truth. */
export class Confusions {
  readonly #classCount: number;
  readonly #usual: Float64Array | undefined;
  #pairs = new Map<number, number>();
  #totals: Float64Array;
  #counting = new Map<number, number>();
  #counted: Float64Array;

  /** @param usual  shares of the classes where nothing is known of the truth; left out: all alike */
  constructor(classCount: number, usual?: Float64Array) {
    this.#classCount = classCount;
    this.#usual = usual;
    this.#totals = new Float64Array(classCount);
    this.#counted = new Float64Array(classCount);
  }

  /** Takes effect with `learn`. */
  count(truth: number, named: number, share: number): void {
    if (truth < 0) return;
    const pair = truth * this.#classCount + named;
    this.#counting.set(pair, (this.#counting.get(pair) ?? 0) + share);
    this.#counted[truth]! += share;
  }

  /** Replaces what was known by what was counted since. */
  learn(): void {
    [this.#pairs, this.#totals] = [this.#counting, this.#counted];
    [this.#counting, this.#counted] = [new Map(), new Float64Array(this.#classCount)];
  }

  /** How likely a class is named where a wrong one is (truth -1: a class that nobody named); `own`: what the one that asks has counted itself. */
  likelihood(truth: number, named: number, own: number): number {
    const even = 1 / Math.max(1, this.#classCount - 1);
    if (truth < 0) return this.#usual?.[named] ?? even;
    const usual = this.#usual ? this.#usual[named]! / Math.max(even, 1 - this.#usual[truth]!) : even;
    const counted = this.#pairs.get(truth * this.#classCount + named) ?? 0;
    return (UNSEEN * usual + Math.max(0, counted - own)) / (UNSEEN + Math.max(0, this.#totals[truth]! - own));
  }
}
