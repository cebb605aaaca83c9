const MiB = 2 ** 20;

/**
 * Bounds on what an import reads, so that a small hostile upload cannot fill disk or memory.
 * Real sets stay far below: MNIST inflates 5 : 1, ImageNet has 1.3 million images of 110 kB.
 */
export const limits = {
  /** All bytes of one upload after inflation. */
  inflatedBytes: 64 * 1024 * MiB,
  /** Deflate ends at 1,032 : 1; photographs and scans stay under 20 : 1, drawn shapes under 100 : 1. */
  inflationRatio: 200,
  /** The ratio is only looked at above this, so that a tiny blank set is no fault. */
  inflationRatioFrom: 64 * MiB,
  /** Files and folders in one archive. */
  entries: 2_000_000,
  /** Each distinct folder that holds images is kept in memory by its name. */
  folders: 100_000,
  /** One encoded image; some are in memory at a time. */
  encodedImageBytes: 32 * MiB,
  /** Width × height; 4096 × 4096. */
  pixels: 2 ** 24,
  /** One text of an archive; the longest review of IMDB has 14 kB, War and Peace 3.2 MB. */
  textBytes: 8 * MiB,
  /** One line of a table, or one text in it. */
  lineBytes: 8 * MiB,
  /** Brackets within brackets of a JSON value. Parsers of other programs end between 100 and 1,000. */
  jsonDepth: 100,
  /** Features of a table. */
  columns: 2000,
  /** Columns of a table: an export has label, split and subject besides the features. */
  readColumns: 2003,
  /** Characters of a column's name. */
  columnNameLength: 1000,
  /** Classes of tables and texts; more are a label column that is none. */
  classes: 10_000,
  /** Characters of a class name. */
  classNameLength: 200,
  /** Samples of one version: positions are stored as 32-bit numbers, and about 45 bytes each are held while importing. */
  samples: 50_000_000,
} as const;
