import { gaussianOf, trace } from './frechet.ts';
import { FEATURES } from './feature-network.ts';

/** Features of some images, row by row, and what group each is compared within: its class, or 0 for all; −1: none. */
export interface Grouped {
  readonly features: Float32Array;
  readonly groups: Int32Array;
}

/** Groups with fewer images say too little, each by itself, of how unlike images are. */
export const FEWEST = 20;
/** Degrees of freedom of a variance that says enough: those of FEWEST images. */
const LEAST_FREEDOM = FEWEST - 1;

/** How unlike each other drawn images of one group are, beside real ones. */
export interface Spread {
  /** Several where each is too small by itself: then it is of all of them, but always within each. */
  readonly groups: readonly number[];
  readonly diversity: number;
}

/**
 * How unlike each other drawn images are, beside real ones: of each group the root of the drawn features' total variance
 * over the real ones'. The total variance is half the mean squared distance of two images. 1: as unlike as real ones; 0:
 * always the same image.
 *
 * Groups with fewer than FEWEST images have one value together: that of the mean of their variances, each weighted by its
 * degrees of freedom (images less one), where they have as many of them in all as FEWEST images of one group do.
 *
 * @param drawn features of as many images, row by row of the same groups
 */
export function spreadsOf(real: Grouped, drawn: Float32Array): Spread[] {
  return poolsOf(real.groups).flatMap((pool) => {
    const [ofReal, ofDrawn] = [pooledVariance(real.features, pool), pooledVariance(drawn, pool)];
    return ofReal === 0 ? [] : [{ groups: pool.map(({ group }) => group), diversity: Math.sqrt(ofDrawn / ofReal) }];
  });
}

/** The mean over groups; undefined where there is none. */
export function meanDiversity(spreads: readonly Spread[]): number | undefined {
  const count = spreads.reduce((sum, { groups }) => sum + groups.length, 0);
  return count === 0 ? undefined : spreads.reduce((sum, { groups, diversity }) => sum + groups.length * diversity, 0) / count;
}

/** Why real images like these do not tell how diverse drawn ones are, in a sentence. */
export function whyNoDiversity({ groups }: Grouped, split: string, conditional: boolean): string {
  const counted = groupsOf(groups);
  const images = counted.reduce((sum, { rows }) => sum + rows.length, 0);
  const reason = poolsOf(groups).length > 0
    ? `the feature network sees no difference between the images of the ${split}${conditional ? ' that are of one class' : ''}`
    : conditional
      ? `the ${split} has ${images} labelled images of ${counted.length} classes, and at least ${LEAST_FREEDOM} more images than classes are needed`
      : `the ${split} has ${images} images, and at least ${FEWEST} are needed`;
  return `Neither diversity nor mode collapse by it can be told: ${reason}.`;
}

interface Group {
  readonly group: number;
  readonly rows: readonly number[];
}

const groupsOf = (groups: Int32Array): Group[] => [...Map.groupBy(groups.keys(), (row) => groups[row] ?? -1)].filter(([group]) => group >= 0).map(([group, rows]) => ({ group, rows }));
const freedomOf = (pool: readonly Group[]): number => pool.reduce((sum, { rows }) => sum + rows.length - 1, 0);

/** What is measured together: each group that is large enough, and the small ones where they are enough together. */
function poolsOf(groups: Int32Array): (readonly Group[])[] {
  const all = groupsOf(groups).filter(({ rows }) => rows.length > 1);
  const small = all.filter(({ rows }) => rows.length < FEWEST);
  return [...all.filter(({ rows }) => rows.length >= FEWEST).map((group) => [group]), ...(freedomOf(small) >= LEAST_FREEDOM ? [small] : [])];
}

function pooledVariance(features: Float32Array, pool: readonly Group[]): number {
  const freedom = freedomOf(pool);
  return pool.reduce((sum, { rows }) => {
    const own = new Float32Array(rows.length * FEATURES);
    rows.forEach((row, k) => own.set(features.subarray(row * FEATURES, (row + 1) * FEATURES), k * FEATURES));
    return sum + ((rows.length - 1) / freedom) * trace(gaussianOf(own, FEATURES));
  }, 0);
}
