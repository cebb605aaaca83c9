/** How well scores put positive samples before the others. */
export interface RankingQuality {
  /**
   * Area under the receiver operating characteristic: how often a positive sample has the higher score of a random pair,
   * ties counted half (Hanley & McNeil 1982).
   */
  readonly rocAuc: number;
  /** Σ (recallₙ − recallₙ₋₁) · precisionₙ over the distinct scores, highest first, as scikit-learn's; no interpolation. */
  readonly averagePrecision: number;
}

/** Samples in the order of their scores, to be measured as often as wanted: sorted once, O(n log n); each measurement is O(n). */
export class Ranking {
  /** Highest score first. */
  readonly #order: Uint32Array;
  /** By rank: whether the sample is positive, and whether its score equals that of the next one. */
  readonly #isPositive: Uint8Array;
  readonly #tiesWithNext: Uint8Array;

  /** @param scores  without NaN */
  constructor(scores: ArrayLike<number>, isPositive: (sample: number) => boolean) {
    const scoreOf = (sample: number) => scores[sample] ?? 0;
    this.#order = Uint32Array.from({ length: scores.length }, (_, sample) => sample).sort((a, b) => scoreOf(b) - scoreOf(a));
    this.#isPositive = Uint8Array.from(this.#order, (sample) => (isPositive(sample) ? 1 : 0));
    this.#tiesWithNext = Uint8Array.from(this.#order, (sample, rank) => (rank + 1 < this.#order.length && scoreOf(sample) === scoreOf(this.#order[rank + 1] ?? 0) ? 1 : 0));
  }

  /**
   * Undefined where all samples, or none, are positive: there is no pair to compare.
   *
   * @param weightOf  how often a sample counts, 0 or more; once where absent
   */
  measure(weightOf: (sample: number) => number = () => 1): RankingQuality | undefined {
    let [positives, negatives] = [0, 0];
    let [newPositives, newNegatives] = [0, 0];
    let [pairs, precision] = [0, 0];
    for (let rank = 0; rank < this.#order.length; rank++) {
      const weight = weightOf(this.#order[rank] ?? 0);
      if (this.#isPositive[rank] === 1) newPositives += weight;
      else newNegatives += weight;
      if (this.#tiesWithNext[rank] === 1) continue;
      // Each new negative lies after the positives seen so far, and ties with the new ones.
      pairs += newNegatives * (positives + newPositives / 2);
      positives += newPositives;
      negatives += newNegatives;
      if (newPositives > 0) precision += newPositives * (positives / (positives + negatives));
      [newPositives, newNegatives] = [0, 0];
    }
    if (positives === 0 || negatives === 0) return undefined;
    return { rocAuc: pairs / (positives * negatives), averagePrecision: precision / positives };
  }
}
