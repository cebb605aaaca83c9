import type { SplitShares } from '../domain/dataset-import.ts';
import type { ImageDescription } from '../plugin/index.ts';
import { classOrder } from './class-names.ts';
import { contentDigest } from './digest.ts';
import { drawSplits, NO_SPLIT } from './draw-splits.ts';
import { sortByHash } from './hash-order.ts';
import { hashBytes, type Manifest } from './layout/manifest.ts';
import type { SampleCollector, SampleGroup } from './sample-collector.ts';
import { splitNames } from './split-words.ts';

export interface FinishOptions {
  readonly collector: SampleCollector;
  /** What the collector's group numbers mean. */
  groupOf(group: number): SampleGroup;
  readonly image: Manifest['image'];
  readonly split: SplitShares;
  /** File names as the client gave them. */
  readonly sources: string[];
}

export interface FinishedVersion {
  readonly digest: string;
  readonly sampleCount: number;
  readonly description: ImageDescription;
  readonly classes: { label: string; count: number }[];
}

/** Gives every sample its label and split, and writes all but the pixels. */
export async function finishVersion(options: FinishOptions): Promise<FinishedVersion> {
  const { collector, image, sources } = options;
  const { hashes } = collector;
  const { classes, labels, splits } = resolveGroups(collector.groups, options.groupOf);
  drawSplits(splits, labels, hashes, options.split);
  const { order, counts } = storedOrder(splits, labels, hashes);
  const digest = contentDigest({ image, classes, counts }, { labels, hashes, order });
  const sampleCount = collector.count;
  await collector.writer.finish({ digest, sampleCount, image, classes, counts, sources }, { labels, hashes, order });

  const perClass = new Uint32Array(classes.length);
  for (const label of labels) if (label >= 0) perClass[label]! += 1;
  return {
    digest,
    sampleCount,
    description: { kind: 'IMAGE', image, classes, counts },
    classes: classes.map((label, index) => ({ label, count: perClass[index]! })),
  };
}

function resolveGroups(groups: Uint32Array, groupOf: (group: number) => SampleGroup) {
  const known = new Map(Array.from(new Set(groups), (group) => [group, groupOf(group)]));
  const classes = classOrder([...known.values()].flatMap(({ label }) => label ?? []));
  const indexOf = new Map(classes.map((label, index) => [label, index]));
  const numbers = new Map(
    Array.from(known, ([group, { split, label }]) => [
      group,
      { split: split === undefined ? NO_SPLIT : splitNames.indexOf(split), label: label === undefined ? -1 : indexOf.get(label)! },
    ]),
  );
  const labels = Int32Array.from(groups, (group) => numbers.get(group)!.label);
  const splits = Uint8Array.from(groups, (group) => numbers.get(group)!.split);
  return { classes, labels, splits };
}

/** By split, hash and label, so that versions of the same digest give the same batches for the same seed. */
function storedOrder(splits: Uint8Array, labels: Int32Array, hashes: Uint8Array) {
  const sorted = Uint32Array.from(splits.keys());
  sortByHash(sorted, hashes, hashBytes, (a, b) => labels[a]! - labels[b]!);
  const parts = splitNames.map((_, index) => sorted.filter((position) => splits[position] === index));
  const order = new Uint32Array(sorted.length);
  order.set(parts[0]!, 0);
  order.set(parts[1]!, parts[0]!.length);
  order.set(parts[2]!, parts[0]!.length + parts[1]!.length);
  return { order, counts: { TRAIN: parts[0]!.length, VALIDATION: parts[1]!.length, TEST: parts[2]!.length } };
}
