import { percentileInterval } from '../../statistics/resampled.ts';
import { Z_95 } from '../../wilson.ts';
import type { FittedCurve, PossibleLaw } from './bootstrap-curve.ts';
import { errorAt } from './power-law.ts';

/** A number with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Standard deviation of a measurement of this error. */
export type DeviationOf = (error: number) => number;

/**
 * The error that a run on so many samples will measure. Its interval holds the uncertainty of the law and the chance of that one
 * measurement, so 95 % of such measurements are to lie in it.
 *
 * @param mostError  1 of a share
 */
export function predictError({ law, possible }: FittedCurve, samples: number, deviationOf: DeviationOf, mostError: number): Estimate {
  const errors = possible.map((one) => ({ error: within(errorAt(one, samples), mostError), dispersion: one.dispersion }));
  return interval(within(errorAt(law, samples), mostError), spread(errors, deviationOf), 0, mostError);
}

/** How much lower the error is with so many samples more, by the law; of the law alone, without the chance of a measurement. */
export function gainOf({ law, possible }: FittedCurve, samples: number, more: number, mostError: number): Estimate {
  const gain = (one: Pick<PossibleLaw, 'limit' | 'factor' | 'exponent'>) => within(errorAt(one, samples), mostError) - within(errorAt(one, samples + more), mostError);
  return interval(gain(law), Float64Array.from(possible, gain), 0, mostError);
}

/** The laws' errors with a measurement's chance added, each at evenly spread quantiles of it: no random numbers are needed. */
function spread(errors: readonly { readonly error: number; readonly dispersion: number }[], deviationOf: DeviationOf): Float64Array {
  return Float64Array.from(errors.flatMap(({ error, dispersion }) => {
    const deviation = Math.sqrt(dispersion) * deviationOf(error);
    return NORMAL_QUANTILES.map((quantile) => error + quantile * deviation);
  }));
}

/** Of 20 equally likely parts of the standard normal distribution, the middle of each. */
const NORMAL_QUANTILES = [0.0627, 0.1891, 0.3186, 0.4538, 0.5978, 0.7554, 0.9346, 1.1503, 1.4395, Z_95].flatMap((quantile) => [-quantile, quantile]);

/** Holds `value`, which lies outside of the draws' own at a border. */
function interval(value: number, draws: Float64Array, least: number, most: number): Estimate {
  const { low, high } = percentileInterval(draws) ?? { low: least, high: most };
  return { value, low: Math.max(least, Math.min(low, value)), high: Math.min(most, Math.max(high, value)) };
}

const within = (error: number, most: number) => Math.min(Math.max(0, error), most);
