/** Samples that are looked at, their labels and the part of them that each is predicted without. */
export interface LabelledSamples {
  readonly count: number;
  /** `sample_position` of each. */
  readonly positions: Float64Array;
  /** Index into the classes. */
  readonly labels: Int32Array;
  /** 0 to FOLDS − 1, by hash of the content, so that equal samples are in one part. */
  readonly folds: Uint8Array;
}

/** count × `features` numbers. */
export interface DenseSamples extends LabelledSamples {
  readonly features: number;
  readonly values: Float32Array;
}

/** Texts as sets of hashed words and pairs of words: those of sample i stand from `starts[i]` to `starts[i + 1]`. */
export interface TokenSamples extends LabelledSamples {
  readonly starts: Float64Array;
  readonly tokens: Uint32Array;
}
