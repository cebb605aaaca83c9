import type { NgramIndex } from './ngram-index.ts';
import type { TokenStore } from './token-store.ts';

/** Keeps n-grams that say nothing of the classes from being silent for ever. */
const LEAST_SCALE = 0.02;

export interface LogCountRatios {
  /** classes × n-grams: how much more likely an n-gram is in texts of the class than in the others, log; tokens, then pairs. */
  readonly ratios: Float32Array;
  /** By n-gram: root of the mean squared ratio, and a little. */
  readonly scales: Float32Array;
}

/**
 * Naive Bayes' log-count ratios (Wang & Manning 2012) of each class against the others: of how many texts hold the n-gram,
 * one more counted for every class.
 */
export function logCountRatios(texts: TokenStore, index: NgramIndex, classes: number): LogCountRatios {
  const { size } = index;
  const counts = new Float32Array(classes * size).fill(1);
  for (let text = 0; text < texts.count; text++) {
    const row = texts.labelOf(text) * size;
    index.each(texts.tokensOf(text), (ngram) => {
      counts[row + ngram] = (counts[row + ngram] ?? 0) + 1;
    });
  }
  const sums = Array.from({ length: classes }, (_, k) => counts.subarray(k * size, (k + 1) * size).reduce((sum, count) => sum + count, 0));
  const sum = sums.reduce((all, one) => all + one, 0);

  const scales = new Float32Array(size);
  for (let ngram = 0; ngram < size; ngram++) {
    let [all, squares] = [0, 0];
    for (let k = 0; k < classes; k++) all += counts[k * size + ngram] ?? 0;
    for (let k = 0; k < classes; k++) {
      const [own = 0, of = 0] = [counts[k * size + ngram], sums[k]];
      const ratio = Math.log(own / of) - Math.log((all - own) / (sum - of));
      counts[k * size + ngram] = ratio;
      squares += ratio ** 2;
    }
    scales[ngram] = Math.sqrt(squares / classes) + LEAST_SCALE;
  }
  return { ratios: counts, scales };
}
