/** Subjects of one arm, each counted once. */
export interface Counted {
  readonly subjects: number;
  /** Of those, with the outcome that is counted: satisfied, or failed. */
  readonly hits: number;
}

/** Subjects that were counted while both arms served in one proportion. */
export interface Stratum {
  readonly control: Counted;
  readonly candidate: Counted;
}

/** Strata without subjects of both arms tell nothing of a difference. */
export const comparable = (strata: readonly Stratum[]): Stratum[] => strata.filter(({ control, candidate }) => control.subjects > 0 && candidate.subjects > 0);

/** Mantel & Haenszel's weight of a stratum. */
const weightOf = ({ control, candidate }: Stratum): number => (control.subjects * candidate.subjects) / (control.subjects + candidate.subjects);

const shareOf = ({ subjects, hits }: Counted): number => hits / subjects;

/**
 * Candidate less control: the difference of two shares over comparable strata, weighted by Mantel & Haenszel as Greenland &
 * Robins (1985) do. Where the proportion of the arms changed in between, and what is asked of the models too, only what was
 * served at the same time is compared.
 */
export function differenceOf(strata: readonly Stratum[]): number {
  const weights = strata.reduce((sum, stratum) => sum + weightOf(stratum), 0);
  return strata.reduce((sum, stratum) => sum + weightOf(stratum) * (shareOf(stratum.candidate) - shareOf(stratum.control)), 0) / weights;
}

export interface Deviation {
  /** How far the counts are from what they would be, in units of the difference: `variance` of them is what chance does. */
  readonly distance: number;
  readonly variance: number;
}

/**
 * How far comparable strata are from a true difference of `truth` in each of them. The variance is that of the shares which fit
 * the counts best under that condition (Miettinen & Nurminen 1985), and the distance in standard deviations the signed root of
 * the likelihood ratio, stratum by stratum: unlike the difference itself it is near to normal for few subjects and rare outcomes.
 */
export function deviationFrom(strata: readonly Stratum[], truth: number): Deviation {
  let [weights, distance, variance] = [0, 0, 0];
  for (const stratum of strata) {
    const { control, candidate } = stratum;
    const fitting = restrictedShares(stratum, truth);
    const weight = weightOf(stratum);
    const own = (fitting.candidate * (1 - fitting.candidate)) / candidate.subjects + (fitting.control * (1 - fitting.control)) / control.subjects;
    const root = Math.sqrt(2 * Math.max(0, excess(control, fitting.control) + excess(candidate, fitting.candidate)));
    weights += weight;
    distance += weight * Math.sqrt(own) * root * Math.sign(shareOf(candidate) - shareOf(control) - truth);
    variance += weight ** 2 * own;
  }
  return { distance: Math.abs(distance) / weights, variance: variance / weights ** 2 };
}

/** Log likelihood of the observed share less that of another. */
function excess({ subjects, hits }: Counted, share: number): number {
  const part = (count: number, expected: number) => (count === 0 ? 0 : count * Math.log(count / (subjects * expected)));
  return part(hits, share) + part(subjects - hits, 1 - share);
}

/** Most likely shares of which the candidate's is greater by `difference`, in closed form (Farrington & Manning 1990, appendix). */
export function restrictedShares({ control, candidate }: Stratum, difference: number): { readonly control: number; readonly candidate: number } {
  const ratio = control.subjects / candidate.subjects;
  const [p0, p1] = [shareOf(control), shareOf(candidate)];
  const a = 1 + ratio;
  const b = -(1 + ratio + p1 + ratio * p0 + difference * (ratio + 2));
  const c = difference ** 2 + difference * (2 * p1 + ratio + 1) + p1 + ratio * p0;
  const d = -p1 * difference * (1 + difference);
  const v = b ** 3 / (3 * a) ** 3 - (b * c) / (6 * a ** 2) + d / (2 * a);
  const size = Math.sqrt(Math.max(0, b ** 2 / (3 * a) ** 2 - c / (3 * a)));
  const u = v < 0 ? -size : size;
  const angle = (Math.PI + Math.acos(u === 0 ? 0 : Math.max(-1, Math.min(1, v / u ** 3)))) / 3;
  const [low, high] = [Math.max(0, difference), Math.min(1, 1 + difference)];
  const found = Math.max(low, Math.min(high, 2 * u * Math.cos(angle) - b / (3 * a)));
  return { candidate: found, control: Math.max(0, Math.min(1, found - difference)) };
}
