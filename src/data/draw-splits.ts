import { hash } from 'node:crypto';
import type { SplitShares } from '../domain/dataset-import.ts';
import { eachRun, sortByHash } from './hash-order.ts';
import { hashBytes } from './layout/manifest.ts';
import { requireTrain } from './require-train.ts';
import { splitNames } from './split-words.ts';

const [TRAIN, VALIDATION, TEST] = [0, 1, 2] as const;
/** Marks a sample whose files name no split. */
export const NO_SPLIT = 255;

/**
 * Draws validation and test samples where the files do not name these splits: from TRAIN, or from the whole pool where
 * they name none. Samples of a class are ranked by SHA-256(seed, hash of the pixels), so the draw depends on the content
 * and the seed alone, not on the order of files, and equal images land in one split (also when their labels differ).
 *
 * @param splits  index into `splitNames`, or NO_SPLIT, per sample; changed in place
 * @param labels  class index or -1, per sample
 */
export function drawSplits(splits: Uint8Array, labels: Int32Array, hashes: Uint8Array, shares: SplitShares): void {
  const named = new Set(splits);
  requireTrain(new Set([...named].map((split) => splitNames[split])));
  const drawn = [
    { split: TEST, share: named.has(TEST) ? 0 : shares.test },
    { split: VALIDATION, share: named.has(VALIDATION) ? 0 : shares.validation },
  ];
  const sorted = Uint32Array.from(splits.keys()).filter((position) => splits[position] === TRAIN || splits[position] === NO_SPLIT);
  for (const position of sorted) splits[position] = TRAIN;
  if (drawn.every(({ share }) => share === 0)) return;

  sortByHash(sorted, hashes, hashBytes);
  const runs = runsOf(sorted, labels, hashes);
  const ranked = rankedRuns(runs, sorted, hashes, shares.seed);
  const sizes = new Map<number, number>();
  runs.labels.forEach((label, run) => sizes.set(label, (sizes.get(label) ?? 0) + runs.ends[run]! - startOf(runs, run)));
  const room = drawn.map(({ share }) => new Map([...sizes].map(([label, size]) => [label, wanted(size, share)])));
  leaveOneForTraining(room, sizes);

  for (const run of ranked) {
    const start = startOf(runs, run);
    const size = runs.ends[run]! - start;
    const label = runs.labels[run]!;
    const place = room.findIndex((left) => (left.get(label) ?? 0) >= size);
    if (place === -1) continue;
    room[place]!.set(label, room[place]!.get(label)! - size);
    for (let index = start; index < start + size; index += 1) splits[sorted[index]!] = drawn[place]!.split;
  }
}

/** Runs of samples with equal pixels, which must not be parted. Each begins where the one before ends. */
interface Runs {
  readonly ends: Uint32Array;
  /** The label that most samples of the run have. */
  readonly labels: Int32Array;
}

const startOf = ({ ends }: Runs, run: number) => (run === 0 ? 0 : ends[run - 1]!);

function runsOf(sorted: Uint32Array, labels: Int32Array, hashes: Uint8Array): Runs {
  const ends = new Uint32Array(sorted.length);
  const runLabels = new Int32Array(sorted.length);
  let count = 0;
  eachRun(sorted, hashes, hashBytes, (start, end) => {
    ends[count] = end;
    runLabels[count] = end - start === 1 ? labels[sorted[start]!]! : mostFrequentLabel(sorted.subarray(start, end), labels);
    count += 1;
  });
  return { ends: ends.subarray(0, count), labels: runLabels.subarray(0, count) };
}

/** Numbers of runs in the order of SHA-256(seed, hash of the pixels). */
function rankedRuns(runs: Runs, sorted: Uint32Array, hashes: Uint8Array, seed: number): Uint32Array {
  const keys = new Uint8Array(runs.ends.length * hashBytes);
  const prefix = Buffer.from(`split ${seed} `);
  const input = Buffer.concat([prefix, Buffer.alloc(hashBytes)]);
  for (let run = 0; run < runs.ends.length; run += 1) {
    const first = sorted[startOf(runs, run)]! * hashBytes;
    input.set(hashes.subarray(first, first + hashBytes), prefix.byteLength);
    keys.set(hash('sha256', input, 'buffer'), run * hashBytes);
  }
  const ranked = Uint32Array.from(runs.ends.keys());
  sortByHash(ranked, keys, hashBytes);
  return ranked;
}

/** The lowest among equally frequent ones. */
function mostFrequentLabel(positions: Uint32Array, labels: Int32Array): number {
  const counts = new Map<number, number>();
  for (const position of positions) counts.set(labels[position]!, (counts.get(labels[position]!) ?? 0) + 1);
  const [best] = [...counts].sort(([labelA, countA], [labelB, countB]) => countB - countA || labelA - labelB);
  return best![0];
}

/** Rounded; but one sample at least of a class that has three, so that small classes are measured too. */
const wanted = (size: number, share: number) => (share === 0 ? 0 : Math.max(Math.round(size * share), size >= 3 ? 1 : 0));

function leaveOneForTraining(room: readonly Map<number, number>[], sizes: ReadonlyMap<number, number>): void {
  for (const [label, size] of sizes) {
    let left = size - 1;
    for (const places of room) {
      const kept = Math.min(places.get(label) ?? 0, left);
      places.set(label, kept);
      left -= kept;
    }
  }
}
