/**
 * Probability that a chi-square variable of `freedom` degrees is at least `value`, by the recurrence of the incomplete gamma function
 * (Abramowitz & Stegun 26.4.4 and 26.4.5). Relative error below 2e-7.
 *
 * @param freedom  a whole number, 1 or more; time grows with it
 */
export function chiSquareTail(value: number, freedom: number): number {
  if (!(value > 0)) return 1;
  const half = value / 2;
  const odd = freedom % 2 === 1;
  let tail = odd ? complementaryError(Math.sqrt(half)) : Math.exp(-half);
  let term = odd ? (Math.exp(-half) * Math.sqrt(half) * 2) / Math.sqrt(Math.PI) : Math.exp(-half) * half;
  for (let a = odd ? 0.5 : 1; a < freedom / 2; a += 1) {
    tail += term;
    term *= half / (a + 1);
  }
  return Math.min(1, tail);
}

/**
 * Pearson's test that two samples were drawn from one distribution over cells: its p-value.
 *
 * @param cells  how many of each sample lie in each cell; those of no sample are left out
 */
export function sameCells(cells: readonly (readonly [number, number])[]): number {
  const known = cells.filter(([one, other]) => one + other > 0);
  const [first, second] = [known.reduce((sum, [one]) => sum + one, 0), known.reduce((sum, [, other]) => sum + other, 0)];
  if (known.length < 2 || first === 0 || second === 0) return 1;
  const statistic = known.reduce((sum, [one, other]) => {
    const expected = ((one + other) * first) / (first + second);
    return sum + (one - expected) ** 2 / expected + (other - (one + other - expected)) ** 2 / (one + other - expected);
  }, 0);
  return chiSquareTail(statistic, known.length - 1);
}

/** 1 − erf(x) for x ≥ 0, by Chebyshev's approximation (Press et al. 2007, 6.2.2); relative error below 1.2e-7. */
function complementaryError(x: number): number {
  const t = 1 / (1 + x / 2);
  const powers = [-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277];
  return t * Math.exp(-x * x + powers.reduceRight((sum, coefficient) => sum * t + coefficient, 0));
}
