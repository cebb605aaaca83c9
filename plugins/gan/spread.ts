import { gaussianOf, trace } from './frechet.ts';
import { FEATURES } from './feature-network.ts';

/** Features of some images, row by row, and what group each is compared within: its class, or 0 for all. */
export interface Grouped {
  readonly features: Float32Array;
  readonly groups: Int32Array;
}

/** Groups with fewer images say nothing of how unlike images are. */
export const FEWEST = 20;

/**
 * How unlike each other drawn images are, beside real ones: of each group the root of the drawn features' total variance
 * over the real ones'. The total variance is half the mean squared distance of two images. 1: as unlike as real ones; 0:
 * always the same image.
 */
export function diversityOfGroups(real: Grouped, drawn: Grouped): Map<number, number> {
  const [ofReal, ofDrawn] = [variances(real), variances(drawn)];
  return new Map([...ofReal].flatMap(([group, variance]) => {
    const own = ofDrawn.get(group);
    return own === undefined || variance === 0 ? [] : [[group, Math.sqrt(own / variance)] as const];
  }));
}

function variances({ features, groups }: Grouped): Map<number, number> {
  const rows = Map.groupBy(groups.keys(), (row) => groups[row] ?? -1);
  return new Map([...rows].flatMap(([group, members]) => {
    if (group < 0 || members.length < FEWEST) return [];
    const own = new Float32Array(members.length * FEATURES);
    members.forEach((row, k) => own.set(features.subarray(row * FEATURES, (row + 1) * FEATURES), k * FEATURES));
    return [[group, trace(gaussianOf(own, FEATURES))] as const];
  }));
}
