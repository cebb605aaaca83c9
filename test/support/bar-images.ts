import { idxImages, idxLabels } from './idx.ts';

const SIDE = 8;

export interface BarCounts {
  /** Images of each class. */
  readonly train?: readonly number[];
  readonly val?: readonly number[];
  readonly t10k?: readonly number[];
  /** Number of the first image: others from other numbers. */
  readonly first?: number;
}

/** Noisy images of 8 × 8 pixels with a bright row where the class says, all different, as IDX files of the splits. */
export function barImages({ first = 0, ...splits }: BarCounts): Record<string, Uint8Array> {
  let number = first;
  const draw = (label: number) => {
    number += 1;
    return Uint8Array.from({ length: SIDE * SIDE }, (_, pixel) => (Math.floor(pixel / SIDE) === 2 * label + 1 ? 200 : 20) + ((number * 7919 + pixel * pixel * 31 + ((number * (pixel + 3)) % 11) * 5) % 40));
  };
  return Object.fromEntries(Object.entries(splits).flatMap(([name, counts]) => {
    const labels = counts.flatMap((count, label) => Array.from({ length: count }, () => label));
    return [[`${name}-images-idx3-ubyte`, idxImages(labels.map(draw), SIDE, SIDE)], [`${name}-labels-idx1-ubyte`, idxLabels(labels)]];
  }));
}
