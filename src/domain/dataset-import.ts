export const dataFormats = ['IDX', 'IMAGE_ARCHIVE'] as const;
export type DataFormat = (typeof dataFormats)[number];

/** Shares of samples drawn per class for splits that the files do not name themselves. */
export interface SplitShares {
  /** 0 to 1. */
  readonly validation: number;
  readonly test: number;
  readonly seed: number;
}
