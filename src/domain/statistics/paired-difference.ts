import { Z_95 } from '../wilson.ts';

export interface DifferenceInterval {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The difference of two shares of the same samples with its 95 % interval: Wald's with one sample more for either outcome
 * (Bonett & Price 2012), which keeps its level at small counts, too (Fagerland, Lydersen & Laake 2014).
 *
 * @param onlyFirst  samples that count for the first share alone
 * @param onlySecond  for the second one alone
 * @param total  all samples, at least 1
 */
export function pairedDifference(onlyFirst: number, onlySecond: number, total: number): DifferenceInterval {
  const [first, second] = [(onlyFirst + 1) / (total + 2), (onlySecond + 1) / (total + 2)];
  const reach = Z_95 * Math.sqrt((first + second - (first - second) ** 2) / (total + 2));
  return { difference: (onlyFirst - onlySecond) / total, low: Math.max(-1, first - second - reach), high: Math.min(1, first - second + reach) };
}
