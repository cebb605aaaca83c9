import { normalQuantile } from './normal-quantile.ts';

/** Sums over subjects, of whom each has some ratings (or answers). */
export interface ClusterSums {
  readonly subjects: number;
  /** Σ of the ratings of each subject, and of their squares. */
  readonly sizes: number;
  readonly squaredSizes: number;
  /** Σ of the hits of each subject, of their squares, and of hits × ratings. */
  readonly hits: number;
  readonly squaredHits: number;
  readonly products: number;
}

export interface ClusteredShare {
  readonly share: number;
  readonly variance: number;
}

/**
 * The share of hits among all ratings, where those of one subject depend on each other: a ratio of two means over subjects, its
 * variance by the delta method (Deng, Knoblich & Lu 2018), as survey statistics calls it linearized. Undefined with fewer than
 * two subjects, whose spread nobody knows.
 */
export function clusteredShare({ subjects, sizes, squaredSizes, hits, squaredHits, products }: ClusterSums): ClusteredShare | undefined {
  if (subjects < 2 || sizes === 0) return undefined;
  const share = hits / sizes;
  const residuals = Math.max(0, squaredHits - 2 * share * products + share ** 2 * squaredSizes);
  return { share, variance: (subjects / (subjects - 1)) * (residuals / sizes ** 2) };
}

/** For one look, of an estimate that is nearly normal. */
export function normalInterval({ share, variance }: ClusteredShare, alpha: number): { readonly low: number; readonly high: number } {
  const reach = normalQuantile(1 - alpha / 2) * Math.sqrt(variance);
  return { low: share - reach, high: share + reach };
}
