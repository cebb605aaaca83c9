import { comparable, deviationFrom, differenceOf, type Deviation, type Stratum } from './difference.ts';

/** How an effect is looked for. */
export interface Sequential {
  /** Probability of an interval that ever misses the truth, for example 0.05. */
  readonly alpha: number;
  /** Difference that matters, more than 0. It decides where intervals are narrowest, not whether they are right. */
  readonly effect: number;
}

/** Standard deviation of differences that are looked for beside those about `effect`: harm that is plain is to be seen early. */
const LARGE = 0.3;

export interface AlwaysValid {
  /** Candidate less control, −1 to 1. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Of "no difference": at most alpha where the interval does not hold 0. */
  readonly pValue: number;
}

/** Of an interval's ends. */
const PRECISION = 1e-9;

/**
 * The difference with an interval that holds the true one at all times together, with probability 1 − alpha: one may look
 * whenever one likes, and stop when one likes. The normal mixture of Robbins (1970), as a sequential test in Johari, Pekelis &
 * Walsh (2017) and as a confidence sequence in Howard, Ramdas, McAuliffe & Sekhon (2021), here of two widths. The interval is every
 * difference that this test does not reject. Deviations are taken to be normal; `test/domain/always-valid.test.ts` measures how
 * often the interval misses where they are not. Undefined where no stratum has both arms.
 */
export function alwaysValid(all: readonly Stratum[], sequential: Sequential): AlwaysValid | undefined {
  const strata = comparable(all);
  if (strata.length === 0) return undefined;
  const difference = differenceOf(strata);
  const isPossible = (truth: number) => evidence(deviationFrom(strata, truth), sequential.effect) < 1 / sequential.alpha;
  return {
    difference,
    low: boundary(difference, -1, isPossible),
    high: boundary(difference, 1, isPossible),
    pValue: Math.min(1, 1 / evidence(deviationFrom(strata, 0), sequential.effect)),
  };
}

/**
 * Against a difference from which the counts deviate so far: the likelihood of the mixture to that of the difference itself. At any
 * time, with probability 1 − alpha, it has never come to 1 / alpha where the difference is the true one (Ville 1939).
 */
export function evidence(deviation: Deviation, effect: number): number {
  return (likelihoodRatio(deviation, effect) + likelihoodRatio(deviation, Math.max(LARGE, effect))) / 2;
}

/** How far a normal estimate of this variance strays from the truth at most, at any time. */
export function halfWidth(variance: number, { alpha, effect }: Sequential): number {
  let [low, high] = [0, 1];
  while (evidence({ distance: high, variance }, effect) < 1 / alpha) high *= 2;
  while (high - low > PRECISION * high) {
    const middle = (low + high) / 2;
    if (evidence({ distance: middle, variance }, effect) < 1 / alpha) low = middle;
    else high = middle;
  }
  return high;
}

/** Of differences normal around 0 by `scale`, to no difference: Johari et al., eq. 12; Howard et al., eq. 14. */
function likelihoodRatio({ distance, variance }: Deviation, scale: number): number {
  if (variance === 0) return distance === 0 ? 1 : Infinity;
  const prior = scale ** 2;
  return Math.sqrt(variance / (variance + prior)) * Math.exp((prior * distance ** 2) / (2 * variance * (variance + prior)));
}

/** Between a value that is possible and one beyond, the last one that is. */
function boundary(inside: number, outside: number, isPossible: (value: number) => boolean): number {
  if (isPossible(outside)) return outside;
  let [near, far] = [inside, outside];
  while (Math.abs(far - near) > PRECISION) {
    const middle = (near + far) / 2;
    if (isPossible(middle)) near = middle;
    else far = middle;
  }
  return near;
}
