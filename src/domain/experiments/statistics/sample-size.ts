import { halfWidth } from './always-valid.ts';
import { normalQuantile } from './normal-quantile.ts';

/** Subjects with a rating. */
export interface ArmSizes {
  readonly control: number;
  readonly candidate: number;
}

export interface SampleSize {
  /** Where one looks once, at the end. */
  readonly fixed: ArmSizes;
  /** Where one looks at any time; then it is over by then with the stated power, and often well before. */
  readonly sequential: ArmSizes;
}

export interface Question {
  /** The control's share of satisfied subjects. */
  readonly baseline: number;
  /** Difference that is to be seen, more than 0. */
  readonly minimumEffect: number;
  /** Of the subjects that the candidate has, more than 0, less than 1. */
  readonly share: number;
  /** Of a two-sided test. */
  readonly alpha: number;
  readonly power: number;
}

const MOST = 2 ** 52;

/** How many subjects it takes to see an effect: for the direction that takes more. */
export function sampleSize(question: Question): SampleSize {
  return { fixed: split(Math.max(...outcomes(question).map((other) => fixedTotal(question, other))), question), sequential: split(Math.max(...outcomes(question).map((other) => sequentialTotal(question, other))), question) };
}

/** What the candidate's share would be, better or worse. Where both are out of range nothing can be that different, and the nearest is taken. */
function outcomes({ baseline, minimumEffect }: Question): number[] {
  const possible = [baseline + minimumEffect, baseline - minimumEffect].filter((share) => share >= 0 && share <= 1);
  return possible.length > 0 ? possible : [baseline < 0.5 ? 1 : 0];
}

/** Fleiss, Levin & Paik 2003, eq. 4.14 with unequal sizes, without a correction for continuity. */
function fixedTotal({ baseline, share, alpha, power }: Question, other: number): number {
  const mean = share * other + (1 - share) * baseline;
  const underNull = Math.sqrt((mean * (1 - mean)) / (share * (1 - share)));
  return ((normalQuantile(1 - alpha / 2) * underNull + normalQuantile(power) * Math.sqrt(unitVariance(baseline, other, share))) / (other - baseline)) ** 2;
}

/** The least total at which the interval, less what chance takes off, is no wider than the effect. */
function sequentialTotal({ baseline, minimumEffect, share, alpha, power }: Question, other: number): number {
  const unit = Math.max(unitVariance(baseline, other, share), Number.EPSILON);
  const suffices = (total: number) => halfWidth(unit / total, { alpha, effect: minimumEffect }) + normalQuantile(power) * Math.sqrt(unit / total) <= Math.abs(other - baseline);
  let [low, high] = [1, 2];
  while (!suffices(high) && high < MOST) [low, high] = [high, 2 * high];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (suffices(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Of the difference, times the subjects of both arms together. */
const unitVariance = (control: number, candidate: number, share: number): number => (candidate * (1 - candidate)) / share + (control * (1 - control)) / (1 - share);

const split = (total: number, { share }: Question): ArmSizes => ({ control: Math.ceil(total * (1 - share)), candidate: Math.ceil(total * share) });
