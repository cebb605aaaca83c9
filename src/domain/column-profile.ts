/** What a column of a dataset version holds, all splits together; kept as `profile.json` beside the version's samples. */
export interface ColumnProfile {
  /** Of a feature; else `text`, `source`, `target`, `user`, `item`, `value`, `time`, `brightness`, `contrast`, or `label`. */
  readonly name: string;
  /** TEXT is measured by its length in characters; IMAGE by brightness (mean) or contrast (standard deviation) of its pixels, 0 to 1. */
  readonly type: 'NUMBER' | 'CATEGORY' | 'TEXT' | 'IMAGE' | 'LABEL';
  /** Values that are there. */
  readonly count: number;
  readonly missing: number;
  /** Different values; null of images. */
  readonly distinct: number | null;
  /** Whether `distinct` and the quantiles are estimates: of more than 200,000 samples. */
  readonly approximate: boolean;
  /** Of numbers, lengths and images; null where there is none. */
  readonly numbers: NumberProfile | null;
  /** Of categories and labels: the 20 most frequent. */
  readonly values: readonly ValueCount[];
}

export interface NumberProfile {
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  readonly standardDeviation: number;
  readonly quantiles: readonly Quantile[];
  /** At most 30, rising, nothing between them. Equally wide, but for the first and the last, which hold all that lies beyond 1 % and 99 %. */
  readonly histogram: readonly HistogramBin[];
}

/** A share of values (0 to 1) is at most `value`. */
export interface Quantile {
  readonly share: number;
  readonly value: number;
}

/** Values from `from` on, below `to`; of the last bin also `to`. */
export interface HistogramBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface ValueCount {
  readonly value: string;
  readonly count: number;
}
