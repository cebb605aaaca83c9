/** Kinds of dataset that an algorithm can be trained on. */
export const datasetKinds = ['IMAGE', 'TEXT', 'TEXT_PAIR', 'TABULAR', 'INTERACTION'] as const;
export type DatasetKind = (typeof datasetKinds)[number];

export type SplitName = 'TRAIN' | 'VALIDATION' | 'TEST';

/** What every dataset version tells of itself. */
interface Described<K extends DatasetKind> {
  readonly kind: K;
  /** Class names; a label is an index into it. Empty where the samples have no labels. */
  readonly classes: readonly string[];
  /** Of TRAIN as many as an epoch goes through: where a run balances the classes, more or fewer than are stored. */
  readonly counts: Readonly<Record<SplitName, number>>;
}

export interface ImageDescription extends Described<'IMAGE'> {
  /** Pixels; channels is 1 (gray) or 3 (RGB). Every image of a version has this shape. */
  readonly image: { readonly height: number; readonly width: number; readonly channels: number };
}

/** Lengths of texts in characters (Unicode code points), over all splits. */
export interface TextLengths {
  readonly mean: number;
  readonly longest: number;
}

export interface TextDescription extends Described<'TEXT'> {
  readonly text: TextLengths;
  /**
   * The samples are pieces of one text: joined as they are, nothing between, in the stored order of TRAIN, then of
   * VALIDATION, then of TEST, they are the whole of it. Absent where each sample is a text of its own.
   */
  readonly continuous?: true;
}

/** Without classes. */
export interface TextPairDescription extends Described<'TEXT_PAIR'> {
  readonly source: TextLengths;
  readonly target: TextLengths;
}

export interface TableColumn {
  readonly name: string;
  /** CATEGORY: its values are names, not amounts. */
  readonly type: 'NUMBER' | 'CATEGORY';
}

export interface TabularDescription extends Described<'TABULAR'> {
  /** The features, in the order of the file; the label is not among them. */
  readonly columns: readonly TableColumn[];
}

/**
 * Without classes. A sample is one interaction. TEST holds the last interaction of each user, VALIDATION the last but
 * one, TRAIN the others, in the order of time and, where times are equal or missing, of the file.
 */
export interface InteractionDescription extends Described<'INTERACTION'> {
  /** Distinct names, over all splits. */
  readonly users: number;
  readonly items: number;
}

/** What a dataset version holds, as an algorithm needs to know it. */
export type DatasetDescription = ImageDescription | TextDescription | TextPairDescription | TabularDescription | InteractionDescription;

interface Counted {
  /** Samples. */
  readonly count: number;
}

interface Labelled extends Counted {
  /** count class indices; -1 where a sample has no label. */
  readonly labels: Int32Array;
  /**
   * How much each of the count samples is to count in the loss: mean 1 over the training split, inversely to the frequency
   * of the class. In batches of TRAIN alone, and where a run has asked for CLASS_WEIGHTS; absent: all count the same.
   */
  readonly weights?: Float32Array;
}

export interface ImageBatch extends Labelled {
  /** count × height × width × channels, row by row, 0 (black) to 1. */
  readonly images: Float32Array;
}

export interface TextBatch extends Labelled {
  readonly texts: readonly string[];
}

export interface TextPairBatch extends Counted {
  readonly sources: readonly string[];
  readonly targets: readonly string[];
}

export interface TabularBatch extends Labelled {
  /** count × columns of type NUMBER, sample by sample, in the order of `columns`; NaN where a value is missing. */
  readonly numbers: Float64Array;
  /** count × columns of type CATEGORY, likewise; null where a value is missing. */
  readonly categories: readonly (string | null)[];
}

export interface InteractionBatch extends Counted {
  readonly users: readonly string[];
  readonly items: readonly string[];
  /** For example a rating; NaN where there is none. */
  readonly values: Float64Array;
  /** Seconds since 1970; NaN where it is not known. */
  readonly times: Float64Array;
}

interface BatchOfKind {
  IMAGE: ImageBatch;
  TEXT: TextBatch;
  TEXT_PAIR: TextPairBatch;
  TABULAR: TabularBatch;
  INTERACTION: InteractionBatch;
}

/** Some samples of one split, in one order. */
export type Batch<K extends DatasetKind = DatasetKind> = BatchOfKind[K];

/** The description of one kind, or of one of several. */
export type DescriptionOf<K extends DatasetKind> = Extract<DatasetDescription, { readonly kind: K }>;

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
export type Dataset<K extends DatasetKind = DatasetKind> = DescriptionOf<K> & {
  batches(options: BatchOptions): AsyncIterable<Batch<K>>;
};

/** Tells TypeScript what the batches are, where a plugin takes several kinds. */
export function isOfKind<K extends DatasetKind>(data: Dataset, kind: K): data is Dataset<K> {
  return data.kind === kind;
}
