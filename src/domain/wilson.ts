/** 97.5 % quantile of the standard normal distribution. */
export const Z_95 = 1.959963984540054;

/** A share with its 95 % score interval (Wilson 1927). `total` is at least 1. */
export function wilson(successes: number, total: number): { share: number; low: number; high: number } {
  const share = successes / total;
  const scale = 1 + Z_95 ** 2 / total;
  const middle = (share + Z_95 ** 2 / (2 * total)) / scale;
  const reach = (Z_95 / scale) * Math.sqrt((share * (1 - share)) / total + Z_95 ** 2 / (4 * total ** 2));
  return { share, low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) };
}
