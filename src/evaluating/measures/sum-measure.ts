import type { ScoredSample } from '../../data/evaluations/predictions.ts';
import { metricOf, type ScoredMetric, sumsOf } from '../../plugin/index.ts';
import type { Measure } from './measure.ts';

/** Metrics that come of sums of statistics. Memory: blocks × statistics. */
export class SumMeasure implements Measure {
  readonly #statistics: readonly string[];
  readonly #metrics: readonly ScoredMetric[];
  /** blocks × (statistics and, last, samples). */
  readonly #sums: Float64Array;

  constructor(statistics: readonly string[], metrics: readonly ScoredMetric[], blocks: number) {
    this.#statistics = statistics;
    this.#metrics = metrics;
    this.#sums = new Float64Array(blocks * (statistics.length + 1));
  }

  add({ values }: ScoredSample, block: number): void {
    const width = this.#statistics.length + 1;
    for (let k = 0; k < width; k += 1) this.#sums[block * width + k] = (this.#sums[block * width + k] ?? 0) + (k === width - 1 ? 1 : (values[k] ?? NaN));
  }

  metrics(weights: ArrayLike<number>): Record<string, number> {
    const width = this.#statistics.length + 1;
    const totals = new Float64Array(width);
    for (let block = 0; block < weights.length; block += 1) {
      const weight = weights[block] ?? 0;
      if (weight === 0) continue;
      for (let k = 0; k < width; k += 1) totals[k] = (totals[k] ?? 0) + weight * (this.#sums[block * width + k] ?? 0);
    }
    const samples = totals[width - 1] ?? 0;
    if (samples === 0) return {};
    const sums = sumsOf(this.#statistics, totals, samples);
    return Object.fromEntries(this.#metrics.map((metric) => [metric.name, metricOf(metric, sums)]));
  }
}
