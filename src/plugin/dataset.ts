/** Kinds of dataset that an algorithm can be trained on. */
export type DatasetKind = 'IMAGE';

export type SplitName = 'TRAIN' | 'VALIDATION' | 'TEST';

/** What a dataset version holds, as an algorithm needs to know it. */
export interface DatasetDescription {
  readonly kind: DatasetKind;
  /** Pixels; channels is 1 (gray) or 3 (RGB). Every image of a version has this shape. */
  readonly image: { readonly height: number; readonly width: number; readonly channels: number };
  /** Class names; a label is an index into it. Empty where the samples have no labels. */
  readonly classes: readonly string[];
  readonly counts: Readonly<Record<SplitName, number>>;
}

/** Some samples of one split, in one order. */
export interface Batch {
  readonly count: number;
  /** count × height × width × channels, row by row, 0 (black) to 1. */
  readonly images: Float32Array;
  /** count class indices; -1 where a sample has no label. */
  readonly labels: Int32Array;
}

export interface BatchOptions {
  readonly split: SplitName;
  /** Samples per batch; the last one may be smaller. */
  readonly size: number;
  /** A new order for every epoch, the same for the same seed and epoch. Absent: the stored order. */
  readonly shuffle?: { readonly seed: number; readonly epoch: number };
  /** Batches to leave out at the start, for going on from a checkpoint. */
  readonly from?: number;
}

/** A dataset version as a plugin sees it. Reading runs ahead of the loop that takes the batches. */
export interface Dataset extends DatasetDescription {
  batches(options: BatchOptions): AsyncIterable<Batch>;
}
