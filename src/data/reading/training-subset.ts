import { sharedCount, type TrainingSubset } from '../../domain/training-subset.ts';
import { Random } from '../random.ts';
import type { SampleReader } from './sample-reader.ts';

/**
 * The same samples with a training split of which only the subset is left, in the stored order. Of each class, and of the samples
 * without one, the first of a shuffled row are taken, and the row depends on the seed alone: so a smaller share lies within a larger
 * one. Time and memory grow with the training split (4 bytes a sample).
 *
 * @param isOfSource  whether the sample at a position comes from `withoutSource`; called where that is given alone
 */
export function withSubset<R extends SampleReader>(reader: R, { share, seed, withoutSource }: TrainingSubset, isOfSource: (position: number) => boolean): R {
  const stored = reader.orders.TRAIN;
  const kept = withoutSource === null ? stored : stored.filter((position) => !isOfSource(position));
  return { ...reader, orders: { ...reader.orders, TRAIN: share === 1 ? kept : shareOf(kept, reader.labelsOf?.(kept), share, seed) } };
}

function shareOf(positions: Uint32Array, labels: Int32Array | undefined, share: number, seed: number): Uint32Array {
  const taken = [...placesByClass(positions.length, labels)].flatMap(([label, places]) => {
    new Random(`subset ${seed} ${label}`).shuffle(places);
    return [places.subarray(0, sharedCount(places.length, share))];
  });
  const chosen = new Uint32Array(taken.reduce((sum, places) => sum + places.length, 0));
  let filled = 0;
  for (const places of taken) {
    chosen.set(places, filled);
    filled += places.length;
  }
  return chosen.sort().map((place) => positions[place]!);
}

/** Places from 0 by class, -1 where there is no label. */
export function placesByClass(count: number, labels: Int32Array | undefined): Map<number, Uint32Array> {
  if (!labels) return new Map([[-1, Uint32Array.from({ length: count }, (_, place) => place)]]);
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const groups = new Map([...sizes].sort(([a], [b]) => a - b).map(([label, size]) => [label, new Uint32Array(size)]));
  const filled = new Map<number, number>();
  labels.forEach((label, place) => {
    const at = filled.get(label) ?? 0;
    groups.get(label)![at] = place;
    filled.set(label, at + 1);
  });
  return groups;
}
