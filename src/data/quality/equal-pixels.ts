import { eachRun, sortByHash } from '../hash-order.ts';
import { splitNames } from '../split-words.ts';

/** Bytes of each hash that are compared: with 16, no two of a billion different images are taken for equal. */
export const comparedBytes = 16;

/** Samples of one kind of fault, with the first pair found. */
export interface EqualPixels {
  count: number;
  example: readonly [number, number] | undefined;
}

export interface EqualPixelsFound {
  /** Copies beyond the first with the same label in the same split. */
  readonly duplicates: EqualPixels;
  /** All samples that share pixels with one of another label. */
  readonly conflicting: EqualPixels;
  /** Per split, in the order of `splitNames`: samples with a copy in an earlier split (TRAIN before VALIDATION before TEST). */
  readonly leaked: readonly EqualPixels[];
}

/** Finds samples with equal pixels. Time grows linearly with the samples. */
export function findEqualPixels(hashes: Uint8Array, splits: Uint8Array, labels: Int32Array): EqualPixelsFound {
  const none = (): EqualPixels => ({ count: 0, example: undefined });
  const found = { duplicates: none(), conflicting: none(), leaked: splitNames.map(none) };
  const sorted = Uint32Array.from(splits.keys());
  sortByHash(sorted, hashes, comparedBytes, (a, b) => splits[a]! - splits[b]! || labels[a]! - labels[b]! || a - b);
  eachRun(sorted, hashes, comparedBytes, (start, end) => {
    if (end - start > 1) sortInto(found, sorted.subarray(start, end), splits, labels);
  });
  return found;
}

/** @param run  samples with equal pixels, by split, then label */
function sortInto(found: EqualPixelsFound, run: Uint32Array, splits: Uint8Array, labels: Int32Array): void {
  const first = run[0]!;
  for (let index = 1; index < run.length; index += 1) {
    const [before, sample] = [run[index - 1]!, run[index]!];
    if (splits[before] === splits[sample] && labels[before] === labels[sample]) add(found.duplicates, before, sample);
    if (splits[sample]! > splits[first]!) add(found.leaked[splits[sample]!]!, first, sample);
  }
  const labelled = run.filter((sample) => labels[sample]! >= 0);
  const other = labelled.find((sample) => labels[sample] !== labels[labelled[0]!]);
  if (other !== undefined) add(found.conflicting, labelled[0]!, other, labelled.length);
}

function add(kind: EqualPixels, one: number, other: number, count = 1): void {
  kind.count += count;
  kind.example ??= [one, other];
}
