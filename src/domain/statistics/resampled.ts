/** Shares of the resamples that an interval of 95 % leaves out at either end. */
const TAIL = 0.025;
/** Where a metric exists in fewer resamples than this share (no sample of a class was drawn), they say nothing of it. */
const LEAST_VALID = 0.9;

/** The 95 % percentile interval (Efron & Tibshirani 1993, chapter 13); null where too few of the resamples have a value. */
export function percentileInterval(resampled: Float64Array): { readonly low: number; readonly high: number } | null {
  const sorted = finite(resampled).sort();
  if (sorted.length === 0 || sorted.length < LEAST_VALID * resampled.length) return null;
  return { low: quantile(sorted, TAIL), high: quantile(sorted, 1 - TAIL) };
}

/**
 * Two-sided p-value of "there is no difference" from resampled differences: twice the share of those on the rarer side of 0,
 * each side counted once more, so that no p-value is below 2 / (resamples + 1) (Davison & Hinkley 1997, chapter 4).
 */
export function resampledP(differences: Float64Array): number | null {
  const valid = finite(differences);
  if (valid.length === 0 || valid.length < LEAST_VALID * differences.length) return null;
  let [atMost, atLeast] = [1, 1];
  for (const difference of valid) {
    if (difference <= 0) atMost += 1;
    if (difference >= 0) atLeast += 1;
  }
  return Math.min(1, (2 * Math.min(atMost, atLeast)) / (valid.length + 1));
}

/** One less the other, resample by resample; the longer one's further resamples are left out. */
export function differencesOf(first: Float64Array, second: Float64Array): Float64Array {
  return Float64Array.from({ length: Math.min(first.length, second.length) }, (_, k) => (first[k] ?? NaN) - (second[k] ?? NaN));
}

const finite = (values: Float64Array) => values.filter((value) => Number.isFinite(value));

/** Linear between neighbours, as NumPy's and R's default (type 7). */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const value = sorted[below] ?? NaN;
  return value + (at - below) * ((sorted[below + 1] ?? value) - value);
}
