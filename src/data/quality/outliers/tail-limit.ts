import { outliers } from './thresholds.ts';

const RATIO = 3;

/**
 * Where a tail, going on as it began, is expected to have no more than `falseAlarms` of `count` values beyond: a generalised Pareto tail
 * through three quantiles (Pickands 1975), never taken to end. Of normal data of 24,000 values that is 10 standard deviations; of amounts
 * it grows with how heavy their tail is.
 *
 * @param quantiles  distance from the middle beyond which 32 %, 10.7 % and 3.57 % of the values lie, rising
 * @param fallback  distance that stands for the scale where the three are equal: most values are one
 * @returns undefined where nothing is known of the tail
 */
export function tailLimit([first, second, third]: readonly [number, number, number], fallback: number, count: number): number | undefined {
  const [near, far] = [second - first, third - second];
  const shape = near > 0 && far > 0 ? Math.log(far / near) / Math.log(RATIO) : 0;
  // The shape is measured on few values of a small table; a heavier tail than it looks must not alarm.
  const careful = shape + 1.2 / Math.sqrt(count * outliers.tail[2]);
  const scale = Math.max(near, far) > 0 ? Math.max(near, far) : fallback;
  if (!(scale > 0)) return undefined;
  const reach = (count * outliers.tail[2]) / outliers.falseAlarms;
  if (careful <= 0.05) return third + (scale / Math.log(RATIO)) * Math.log(reach);
  return third + (scale / (RATIO ** careful - 1)) * (reach ** careful - 1);
}
