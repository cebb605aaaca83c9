import type { Better } from '../../plugin/index.ts';

/** What samples are parted by. */
export const sliceSources = [
  'LABEL', 'COLUMN', 'TEXT_LENGTH', 'SOURCE_LENGTH', 'TARGET_LENGTH', 'ITEM', 'ITEM_POPULARITY', 'USER_ACTIVITY', 'VALUE', 'TIME', 'FILE', 'FOLDER', 'SUBJECT', 'SUBJECT_SAMPLES', 'FINDING',
] as const;
export type SliceSource = (typeof sliceSources)[number];

/** Fewer samples than this say little, whatever they say. */
export const SMALL_SLICE = 30;

/** A part of a split: the samples that have a value, or one of a range. */
export interface Slice {
  /** Null of ranges, and of samples without a value. */
  readonly value: string | null;
  /** The least and the greatest number in a range; null of values. */
  readonly low: number | null;
  readonly high: number | null;
  readonly count: number;
  /** In the order of the evaluation's, those that are sums over samples; names without the split. */
  readonly metrics: readonly { readonly name: string; readonly value: number; readonly low: number | null; readonly high: number | null }[];
}

/** A slice, and what it is a part by. */
export interface PlacedSlice extends Slice {
  readonly source: SliceSource;
  readonly column: string | null;
}

/** One way to part a split, worst slice first. */
export interface Slicing {
  readonly source: SliceSource;
  /** Of COLUMN. */
  readonly column: string | null;
  /** How many slices there are; the worst ones are kept. */
  readonly total: number;
  readonly slices: readonly Slice[];
}

/** The worst slices first, by the better end of the metric's interval: what is bad beyond doubt comes before what may be so by chance. */
export function worstFirst(metric: string, better: Better): (a: Slice, b: Slice) => number {
  const sign = better === 'LOWER' ? -1 : 1;
  const keyOf = ({ metrics }: Slice) => {
    const own = metrics.find(({ name }) => name === metric);
    const end = sign === 1 ? own?.high : own?.low;
    return { end: end == null ? Infinity : sign * end, value: own ? sign * own.value : Infinity };
  };
  return (first, second) => {
    const [a, b] = [keyOf(first), keyOf(second)];
    return compare(a.end, b.end) || compare(a.value, b.value) || second.count - first.count || compare(String(first.value), String(second.value));
  };
}

/** Of infinite numbers, too, whose difference is no number. */
const compare = <T extends number | string>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0);
