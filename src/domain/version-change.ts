/** One thing that was done to make a version of its parent. */
export interface VersionChange {
  /** A cleaning step, or RELABEL, ADD, ERASE. */
  readonly kind: string;
  /** Samples concerned. */
  readonly count: number;
  /** In words. */
  readonly message: string;
}
