import type { DatasetKind } from './dataset.ts';
import type { EvaluateContext, Metrics } from './executor.ts';

/** Whether a metric that is higher, or one that is lower, is of a better model. */
export type Better = 'HIGHER' | 'LOWER';

/**
 * A metric of any set of samples, from the sums of what is known of each. Intervals, parts of a split and comparisons of two
 * models follow: the host takes other sums and asks again.
 */
export type ScoredMetric<S extends string = string> = {
  /** As in `Metrics`: lower-case letters, digits and underscores. */
  readonly name: string;
  /** Absent: neither way by itself, as with a part of a loss. */
  readonly better?: Better;
} & (
  | {
      /** The statistic, 0 or 1 of each sample, whose mean it is: a share of samples that are right. */
      readonly share: S;
    }
  | {
      /** @param sums  of each statistic; `samples`: how many there are, at least 1. NaN: these samples say nothing of it. */
      of(sums: Readonly<Record<S | 'samples', number>>): number;
    }
);

/** Scores of some samples of a split, in any order; each sample comes once, or not at all where it cannot be scored. */
export interface ScoredSamples {
  /** Places within the split, in its stored order, from 0. */
  readonly positions: ArrayLike<number>;
  /** positions × statistics, sample by sample; finite. */
  readonly values: ArrayLike<number>;
  /** What the model made of each sample, where that is a text, to be shown with it. */
  readonly outputs?: readonly string[];
}

/**
 * How a model scores the samples of a split one by one, where it is no classifier. `S` is the names of the statistics: numbers of
 * each sample whose sums all metrics come of, for example nats and tokens, or counts of matching n-grams.
 *
 * What a sample is and which ones are scored must depend on the data alone, so that two models can be compared on the same ones.
 */
export interface Scorer<K extends DatasetKind = DatasetKind, S extends string = string> {
  /** Lower-case letters, digits and underscores. */
  readonly statistics: readonly S[];
  /** The first one is what a model is judged by first; it says which way it is better. */
  readonly metrics: readonly ScoredMetric<S>[];
  /** The metric that says which samples are the worst, asked of each alone; the first one where absent. */
  readonly worstBy?: string;
  score(context: EvaluateContext<K>): AsyncGenerator<ScoredSamples, void, void>;
  /**
   * What only all samples together tell, and no sums of single ones (a distance of two distributions), by other names than the metrics':
   * it is shown without an interval, and decides nothing. Asked once `score` has come to its end; a split is scored after another.
   */
  wholes?(): Metrics;
}

/** Types the names of the statistics through to the metrics. */
export function defineScorer<K extends DatasetKind, const S extends string>(scorer: Scorer<K, S>): Scorer<K, S> {
  return scorer;
}

/** The value of a metric; `sums` as its `of` takes them. */
export function metricOf(metric: ScoredMetric, sums: Sums): number {
  return 'share' in metric ? (sums[metric.share] ?? NaN) / (sums['samples'] ?? NaN) : metric.of(sums);
}

/** Of each statistic by name, and `samples`. */
export type Sums = Readonly<Record<string, number>>;

export function sumsOf(statistics: readonly string[], totals: ArrayLike<number>, samples: number): Sums {
  return Object.fromEntries([...statistics.map((name, k) => [name, totals[k] ?? NaN] as const), ['samples', samples]]);
}

/**
 * All metrics of a split: what `evaluate` of a model with a scorer is.
 *
 * @throws where no sample of the split can be scored
 */
export async function scoredMetrics<K extends DatasetKind>(scorer: Scorer<K>, context: EvaluateContext<K>): Promise<Metrics> {
  const { statistics, metrics } = scorer;
  const totals = new Float64Array(statistics.length);
  let samples = 0;
  for await (const { positions, values } of scorer.score(context)) {
    for (let k = 0; k < values.length; k++) totals[k % statistics.length] = (totals[k % statistics.length] ?? 0) + (values[k] ?? NaN);
    samples += positions.length;
  }
  if (samples === 0) throw new Error(`The split ${context.split} has no sample that can be scored.`);
  const sums = sumsOf(statistics, totals, samples);
  return { ...Object.fromEntries(metrics.map((metric) => [metric.name, metricOf(metric, sums)])), ...scorer.wholes?.() };
}
