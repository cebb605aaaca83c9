import type { DatasetKind } from '../plugin/index.ts';

export const dataFormats = ['IDX', 'NPZ', 'IMAGE_ARCHIVE', 'TEXT_ARCHIVE', 'TEXT_FILE', 'PARALLEL_TEXT', 'CSV', 'TSV', 'JSONL', 'PARQUET'] as const;
export type DataFormat = (typeof dataFormats)[number];

const tables = ['CSV', 'TSV', 'JSONL', 'PARQUET'] as const satisfies readonly DataFormat[];

/** The formats that samples of a kind can come in. */
export const formatsOf = {
  IMAGE: ['IDX', 'NPZ', 'IMAGE_ARCHIVE'],
  TEXT: [...tables, 'TEXT_ARCHIVE', 'TEXT_FILE'],
  TEXT_PAIR: [...tables, 'PARALLEL_TEXT'],
  TABULAR: tables,
  INTERACTION: tables,
} as const satisfies Record<DatasetKind, readonly DataFormat[]>;

/** Shares of samples drawn per class for splits that the files do not name themselves. */
export interface SplitShares {
  /** 0 to 1. */
  readonly validation: number;
  readonly test: number;
  readonly seed: number;
}

/** Which columns are what, by name; guessed where absent. */
export interface ColumnRoles {
  /** The text, the source text of a pair, or the features. */
  readonly features?: readonly string[] | undefined;
  /** Features that are names, though they look like numbers. */
  readonly categories?: readonly string[] | undefined;
  /** Features that are numbers, even where no row has a value, or some begin with a zero; another value is a fault. */
  readonly numbers?: readonly string[] | undefined;
  /** Left out, and never guessed to be anything. */
  readonly ignore?: readonly string[] | undefined;
  readonly label?: string | undefined;
  /** The target text of a pair. */
  readonly target?: string | undefined;
  /** The person that a row is about. */
  readonly subject?: string | undefined;
  /** Names the split of each row. */
  readonly split?: string | undefined;
  readonly user?: string | undefined;
  readonly item?: string | undefined;
  readonly value?: string | undefined;
  readonly time?: string | undefined;
}

/** What stands for no value in cells of tables, unless `missingValues` says otherwise. */
export const missingWords: readonly string[] = ['na', 'n/a', '#n/a', '<na>', 'nan', '-nan', 'null'];

export const imageFits = ['COVER', 'CONTAIN', 'STRETCH'] as const;
/** How an image of other proportions is brought to a size: COVER cuts off what is too much on both sides alike, CONTAIN puts black there, STRETCH distorts. */
export type ImageFit = (typeof imageFits)[number];

/** Side of an image, in pixels, that can be asked for. */
export const LARGEST_SIDE = 2048;

/** What images are brought to. */
export interface ImageOptions {
  /** Both or neither. Where absent, images of one size stay as they are, and those of several get one by the rule in `image-sizes.ts`. */
  readonly height?: number | undefined;
  readonly width?: number | undefined;
  /** COVER where absent. */
  readonly fit?: ImageFit | undefined;
  /** Where absent, gray where all images are. */
  readonly channels?: 1 | 3 | undefined;
}

/** Of text. */
export const textFormats: readonly DataFormat[] = ['TEXT_ARCHIVE', 'TEXT_FILE', 'PARALLEL_TEXT', 'CSV', 'TSV', 'JSONL'];

/** How the files are to be read. */
export interface TableOptions {
  /** Of text files, a label of the WHATWG Encoding Standard; found out where absent, and for files that begin with a mark. */
  readonly encoding?: string | undefined;
  /** Whether the first line of a table names its columns; guessed where absent. */
  readonly header?: boolean | undefined;
  readonly columns?: ColumnRoles | undefined;
  /** Cells of tables that stand for no value, besides empty ones, in any case of letters; `missingWords` where absent. */
  readonly missingValues?: readonly string[] | undefined;
  /** The rows of a table of texts are pieces of one text, in their order. */
  readonly continuous?: boolean | undefined;
  readonly image?: ImageOptions | undefined;
}
