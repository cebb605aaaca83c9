import type { Counted } from './difference.ts';
import { normalQuantile } from './normal-quantile.ts';

/**
 * Interval of candidate − control from the score intervals of both shares (Newcombe 1998, method 10). Right where one looks once,
 * at a number of subjects that was fixed before. Undefined where an arm has no subjects.
 */
export function newcombe(control: Counted, candidate: Counted, alpha: number): { readonly low: number; readonly high: number } | undefined {
  if (control.subjects === 0 || candidate.subjects === 0) return undefined;
  const z = normalQuantile(1 - alpha / 2);
  const [one, other] = [score(candidate, z), score(control, z)];
  const difference = one.share - other.share;
  return {
    low: difference - Math.hypot(one.share - one.low, other.high - other.share),
    high: difference + Math.hypot(one.high - one.share, other.share - other.low),
  };
}

/** Wilson 1927. */
function score({ subjects, hits }: Counted, z: number) {
  const share = hits / subjects;
  const scale = 1 + z ** 2 / subjects;
  const middle = (share + z ** 2 / (2 * subjects)) / scale;
  const reach = (z / scale) * Math.sqrt((share * (1 - share)) / subjects + z ** 2 / (4 * subjects ** 2));
  return { share, low: middle - reach, high: middle + reach };
}
