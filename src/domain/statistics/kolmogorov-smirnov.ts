export interface KolmogorovSmirnov {
  /** The greatest difference, over all values, of the shares that are no greater: 0 to 1. */
  readonly distance: number;
  /** By the limit distribution with Stephens' correction (1970). Where values are equal it is too large, never too small. */
  readonly p: number;
}

/** Whether two samples, each in ascending order, were drawn from one distribution. One pass over both. */
export function kolmogorovSmirnov(one: Float64Array, other: Float64Array): KolmogorovSmirnov {
  if (one.length === 0 || other.length === 0) return { distance: 0, p: 1 };
  let [i, j, distance] = [0, 0, 0];
  while (i < one.length && j < other.length) {
    const value = Math.min(one[i]!, other[j]!);
    while (i < one.length && one[i]! <= value) i += 1;
    while (j < other.length && other[j]! <= value) j += 1;
    distance = Math.max(distance, Math.abs(i / one.length - j / other.length));
  }
  const root = Math.sqrt((one.length * other.length) / (one.length + other.length));
  return { distance, p: kolmogorovTail((root + 0.12 + 0.11 / root) * distance) };
}

function kolmogorovTail(lambda: number): number {
  // The series converges slowly near 0, where the tail is 1 to ten digits.
  if (lambda < 0.3) return 1;
  let sum = 0;
  for (let k = 1; k <= 20; k += 1) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * lambda * lambda);
  return Math.max(0, Math.min(1, sum));
}
