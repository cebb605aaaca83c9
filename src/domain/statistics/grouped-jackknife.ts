/** Groups that samples are put in, as many in each as can be. */
export const JACKKNIFE_GROUPS = 20;
/** 97.5 % quantile of Student's distribution with 19 degrees of freedom. */
const T_19 = 2.093024054408263;

/**
 * 95 % interval of a statistic of samples by the delete-a-group jackknife (Kott 2001): how far it moves when one group of
 * samples after another is left out.
 *
 * @param value  of all samples
 * @param withoutOne  of all but each group: `JACKKNIFE_GROUPS` values
 * @returns null where a value is missing or not finite
 */
export function jackknifeInterval(value: number, withoutOne: readonly number[]): { readonly low: number; readonly high: number } | null {
  const groups = withoutOne.length;
  if (groups !== JACKKNIFE_GROUPS || !withoutOne.every(Number.isFinite)) return null;
  const mean = withoutOne.reduce((sum, one) => sum + one, 0) / groups;
  const variance = ((groups - 1) / groups) * withoutOne.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const reach = T_19 * Math.sqrt(variance);
  return { low: value - reach, high: value + reach };
}
