/**
 * McNemar's test in its mid-p form: the p-value of "neither of two models is more often right than the other" on the same
 * samples, two-sided. Among the samples that one alone gets right each of the two is equally likely to be the one, so the
 * p-value is a binomial tail, with half the probability of what was seen left out. The classical exact test (Dietterich 1998
 * recommends McNemar's for two classifiers and one test set) holds its level, too, but misses more differences; mid-p is what
 * Fagerland, Lydersen & Laake 2013 recommend after comparing them.
 *
 * @param onlyFirst  samples that the first one alone gets right, a whole number
 * @param onlySecond  that the second one alone gets right
 * @returns 0 to 1; 1 where the models never differ. Below 1e-300 it is 0.
 */
export function mcNemar(onlyFirst: number, onlySecond: number): number {
  const differing = onlyFirst + onlySecond;
  if (onlyFirst === onlySecond) return 1;
  const least = Math.min(onlyFirst, onlySecond);
  const seen = Math.exp(logGamma(differing + 1) - logGamma(least + 1) - logGamma(differing - least + 1) - differing * Math.LN2);
  let below = 0;
  // Downwards each term is smaller than the one before: a few hundred of them, however many samples differ.
  for (let k = least, term = seen; k > 0 && term > 1e-17 * (below + seen); k -= 1) {
    term *= k / (differing - k + 1);
    below += term;
  }
  return Math.min(1, 2 * below + seen);
}

/** ln Γ(x) for x ≥ 1, by Stirling's series (relative error below 1e-14). */
function logGamma(x: number): number {
  let shifted = x;
  let product = 1;
  for (; shifted < 16; shifted += 1) product *= shifted;
  const inverse = 1 / (shifted * shifted);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / shifted;
  return (shifted - 0.5) * Math.log(shifted) - shifted + Math.log(2 * Math.PI) / 2 + series - Math.log(product);
}
