/**
 * How a model's error falls with data: limit + factor · samples^−exponent, none of the three below 0. That is the form that Hestness
 * et al. 2017 ("Deep Learning Scaling is Predictable, Empirically") found over many tasks, and Figueroa et al. 2012 ("Predicting
 * sample size required for classification performance") fit to predict how much labelling is worth.
 */
export interface PowerLaw {
  /** What no amount of data takes away. */
  readonly limit: number;
  readonly factor: number;
  readonly exponent: number;
}

export interface CurvePoint {
  /** Samples of the training split, 1 or more. */
  readonly samples: number;
  readonly error: number;
  /** Standard deviation of `error`, more than 0. */
  readonly deviation: number;
}

export const errorAt = ({ limit, factor, exponent }: PowerLaw, samples: number): number => limit + factor * samples ** -exponent;

/** Exponents that are tried: those that Hestness et al. measured lie from 0.07 to 0.5. */
const EXPONENTS = Float64Array.from({ length: 90 }, (_, k) => 0.02 * (2.5 / 0.02) ** (k / 89));

/**
 * The power law of least weighed squares: for each exponent of a grid the two other parameters solve a linear problem, so there is no
 * start to guess and no local minimum. Time: 90 exponents × points.
 *
 * @param errors  in the order of `points`, instead of theirs
 */
export function fitPowerLaw(points: readonly CurvePoint[], errors: readonly number[] = points.map(({ error }) => error)): PowerLaw {
  const most = Math.max(...points.map(({ samples }) => samples));
  const weights = points.map(({ deviation }) => 1 / deviation ** 2);
  let best: { readonly misfit: number; readonly limit: number; readonly factor: number; readonly exponent: number } | undefined;
  for (const exponent of EXPONENTS) {
    // Of 1 at the largest sample, so that no factor grows out of a float's range.
    const falls = points.map(({ samples }) => (samples / most) ** -exponent);
    const { limit, factor } = leastSquares(falls, errors, weights);
    const misfit = falls.reduce((sum, fall, k) => sum + (weights[k] ?? 0) * ((errors[k] ?? 0) - limit - factor * fall) ** 2, 0);
    if (!best || misfit < best.misfit) best = { misfit, limit, factor, exponent };
  }
  const { limit, factor, exponent } = best ?? { limit: 0, factor: 0, exponent: 0 };
  return { limit, factor: factor * most ** exponent, exponent };
}

/** limit + factor · fall ≈ error with neither below 0. */
function leastSquares(falls: readonly number[], errors: readonly number[], weights: readonly number[]): { readonly limit: number; readonly factor: number } {
  let [w, wf, wff, we, wfe] = [0, 0, 0, 0, 0];
  falls.forEach((fall, k) => {
    const [weight, error] = [weights[k] ?? 0, errors[k] ?? 0];
    w += weight;
    wf += weight * fall;
    wff += weight * fall * fall;
    we += weight * error;
    wfe += weight * fall * error;
  });
  const determinant = w * wff - wf * wf;
  const factor = determinant > 1e-12 * w * wff ? (w * wfe - wf * we) / determinant : 0;
  if (factor <= 0) return { limit: Math.max(0, we / w), factor: 0 };
  const limit = (we - factor * wf) / w;
  return limit >= 0 ? { limit, factor } : { limit: 0, factor: Math.max(0, wfe / wff) };
}

/** Sum of squared deviations from the law, in units of the points' variance. */
export const misfitOf = (law: PowerLaw, points: readonly CurvePoint[]): number => points.reduce((sum, { samples, error, deviation }) => sum + ((error - errorAt(law, samples)) / deviation) ** 2, 0);
