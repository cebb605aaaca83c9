import type { Dataset, SplitName } from '../plugin/index.ts';

/** A dataset that tells which share of a split was read: how far a model is that is measured as a whole. */
export function countingDataset(data: Dataset, split: SplitName, onShare: (share: number) => void): Dataset {
  let read = 0;
  return {
    ...data,
    async *batches(options) {
      for await (const batch of data.batches(options)) {
        yield batch;
        if (options.split !== split) continue;
        read += batch.count;
        onShare(Math.min(1, read / data.counts[split]));
      }
    },
  };
}
