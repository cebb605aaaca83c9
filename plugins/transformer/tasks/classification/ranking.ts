/** How well `scores` put the positive samples before the others. Both NaN-free, of the same length. */
export interface Ranking {
  /**
   * Area under the receiver operating characteristic: how often a positive sample has the higher score of a random pair,
   * ties counted half (Hanley & McNeil 1982).
   */
  readonly rocAuc: number;
  /** Σ (recallₙ − recallₙ₋₁) · precisionₙ over the distinct scores, highest first, as scikit-learn's; no interpolation. */
  readonly averagePrecision: number;
}

/** Undefined where all samples, or none, are positive: there is no pair to compare. */
export function ranking(scores: ArrayLike<number>, isPositive: (sample: number) => boolean): Ranking | undefined {
  const order = Array.from({ length: scores.length }, (_, sample) => sample).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const positives = order.filter(isPositive).length;
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return undefined;

  let [truePositives, falsePositives, pairs, precision] = [0, 0, 0, 0];
  for (let start = 0; start < order.length;) {
    const score = scores[order[start] ?? 0];
    let [newPositives, newNegatives] = [0, 0];
    for (; start < order.length && scores[order[start] ?? 0] === score; start++) {
      if (isPositive(order[start] ?? 0)) newPositives += 1;
      else newNegatives += 1;
    }
    // Each new negative lies after the positives seen so far, and ties with the new ones.
    pairs += newNegatives * (truePositives + newPositives / 2);
    truePositives += newPositives;
    falsePositives += newNegatives;
    precision += (newPositives / positives) * (truePositives / (truePositives + falsePositives));
  }
  return { rocAuc: pairs / (positives * negatives), averagePrecision: precision };
}
