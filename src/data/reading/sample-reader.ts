import type { Batch, DatasetKind, SplitName } from '../../plugin/index.ts';

/** The samples of an opened dataset version, read by position. Shuffling, balance and batching are the same for all of them. */
export interface SampleReader<K extends DatasetKind = DatasetKind> {
  /** Positions of the samples of each split, in the stored order. */
  readonly orders: Readonly<Record<SplitName, Uint32Array>>;
  /** Batches that are worth reading at once: one where the samples are in memory. */
  readonly atOnce: number;
  /** Class index of each sample, or -1. Absent where the kind has no labels. */
  labelsOf?(positions: Uint32Array): Int32Array;
  /** A batch that shares its memory with nothing, so that it can be handed to another thread. */
  read(positions: Uint32Array): Promise<Batch<K>> | Batch<K>;
  /** Called once. */
  close(): Promise<void>;
}
