import { type CurvePoint, errorAt, fitPowerLaw, misfitOf, type PowerLaw } from './power-law.ts';

/** Numbers at least 0, less than 1, equally likely. */
export interface RandomSource {
  fraction(): number;
}

/** A law that the measured points leave possible. */
export interface PossibleLaw extends PowerLaw {
  /** Times the variance that the split's size explains: chance of training, and what the law does not hold. At least 1. */
  readonly dispersion: number;
}

export interface FittedCurve {
  readonly law: PowerLaw;
  readonly possible: readonly PossibleLaw[];
}

/** Different amounts of data that a law is fitted to, at least: it has three parameters. */
export const LEAST_AMOUNTS = 3;
/** Belief in a dispersion of 1, as so many degrees of freedom: few points alone say next to nothing of it. */
const PRIOR_FREEDOM = 3;

/**
 * Fits a power law, and draws laws that may be the true one by a parametric bootstrap (Efron & Tibshirani 1993, chapter 6). Each draw
 * begins the law at an amount of data of its own, since models that have seen too little guess, and follow it only later (the "small data
 * region" of Hestness et al. 2017): so an extrapolation is as uncertain as the question where the law begins. The dispersion is
 * drawn from its posterior (scaled inverse chi-square).
 *
 * @param points  of `LEAST_AMOUNTS` different amounts at least; several of one amount are repetitions
 * @param draws  time: draws × 90 exponents × points
 */
export function fitCurve(points: readonly CurvePoint[], random: RandomSource, draws: number): FittedCurve {
  const amounts = [...new Set(points.map(({ samples }) => samples))].sort((a, b) => a - b);
  const windows = amounts.slice(0, Math.max(1, amounts.length - LEAST_AMOUNTS + 1)).map((first) => windowFrom(points.filter(({ samples }) => samples >= first)));
  const normal = normals(random);
  const possible = Array.from({ length: draws }, (_, draw): PossibleLaw => {
    const { points: seen, law, misfit, freedom } = windows[draw % windows.length] ?? windowFrom(points);
    const dispersion = Math.max(1, (misfit + PRIOR_FREEDOM) / chiSquare(normal, freedom + PRIOR_FREEDOM));
    const errors = seen.map(({ samples, deviation }) => errorAt(law, samples) + Math.sqrt(dispersion) * deviation * normal());
    return { ...fitPowerLaw(seen, errors), dispersion };
  });
  return { law: windowFrom(points).law, possible };
}

function windowFrom(points: readonly CurvePoint[]) {
  const law = fitPowerLaw(points);
  return { points, law, misfit: misfitOf(law, points), freedom: Math.max(0, points.length - LEAST_AMOUNTS) };
}

/** Box & Muller 1958. */
function normals(random: RandomSource): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random.fraction())) * Math.cos(2 * Math.PI * random.fraction());
}

function chiSquare(normal: () => number, freedom: number): number {
  let sum = 0;
  for (let k = 0; k < freedom; k += 1) sum += normal() ** 2;
  return sum;
}
