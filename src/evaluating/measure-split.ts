import { setImmediate } from 'node:timers/promises';
import type { ScoredSample } from '../data/evaluations/predictions.ts';
import type { ClassificationResult, EvaluatedMetric } from '../domain/evaluation-result.ts';
import { percentileInterval } from '../domain/statistics/resampled.ts';
import { wilson } from '../domain/wilson.ts';
import { ClassMeasure } from './measures/class-measure.ts';
import { ClassificationSummary } from './measures/classification-summary.ts';
import type { Measure } from './measures/measure.ts';
import { RankMeasure } from './measures/rank-measure.ts';
import { SumMeasure } from './measures/sum-measure.ts';
import { Resampling } from './resampling.ts';
import type { SplitScores } from './split-scores.ts';

/** The least p-value that so many can tell is 0.0004, and 95 % intervals are within a fiftieth of where more would put them. */
const RESAMPLES = 5_000;
/** Between two looks at messages. */
const AT_ONCE = 100;

export interface MeasuredSplit {
  readonly sampleCount: number;
  /** Names without the split. */
  readonly metrics: readonly EvaluatedMetric[];
  /** Metric → its value in each resample. */
  readonly resamples: ReadonlyMap<string, Float64Array>;
  readonly classification: ClassificationResult | null;
}

/** Takes the scored samples of a split one by one, and measures them in the end. */
export class SplitMeasurement {
  readonly #scores: SplitScores;
  readonly #first: number;
  readonly #resampling: Resampling;
  readonly #measures: readonly Measure[];
  readonly #summary: ClassificationSummary | undefined;
  readonly #shares = new Map<string, number>();
  #count = 0;

  /**
   * @param first  position of the split's first sample in the dataset version
   * @param count  samples of the split, scored or not
   */
  constructor(scores: SplitScores, first: number, count: number) {
    const { statistics, metrics, classes, positive } = scores;
    this.#scores = scores;
    this.#first = first;
    this.#resampling = new Resampling(count);
    const { blocks } = this.#resampling;
    this.#measures = [
      new SumMeasure(statistics, metrics, blocks),
      ...(classes ? [new ClassMeasure(classes, blocks)] : []),
      ...(positive === undefined ? [] : [new RankMeasure(positive)]),
    ];
    this.#summary = classes && new ClassificationSummary(classes);
  }

  get count(): number {
    return this.#count;
  }

  add(sample: ScoredSample): void {
    const block = this.#resampling.blockOf(sample.position - this.#first);
    for (const measure of this.#measures) measure.add(sample, block);
    if (sample.classified) this.#summary?.add(sample.classified);
    this.#scores.statistics.forEach((name, k) => this.#shares.set(name, (this.#shares.get(name) ?? 0) + (sample.values[k] ?? NaN)));
    this.#count += 1;
  }

  /** To be called where at least one sample was added. */
  async finish(signal: AbortSignal): Promise<MeasuredSplit> {
    const found = Object.entries(this.#metricsOf(this.#resampling.whole())).filter(([, value]) => Number.isFinite(value));
    const resamples = await this.#resample(found.map(([name]) => name), signal);
    const metrics = found.map(([name, value]) => this.#evaluated(name, value, resamples.get(name)));
    return { sampleCount: this.#count, metrics, resamples, classification: this.#summary?.result() ?? null };
  }

  #metricsOf(weights: Uint16Array): Record<string, number> {
    return Object.assign({}, ...this.#measures.map((measure) => measure.metrics(weights)));
  }

  async #resample(names: readonly string[], signal: AbortSignal): Promise<Map<string, Float64Array>> {
    const resamples = new Map(names.map((name) => [name, new Float64Array(RESAMPLES)]));
    for (let k = 0; k < RESAMPLES; k += 1) {
      if (k % AT_ONCE === 0) await setImmediate();
      signal.throwIfAborted();
      const metrics = this.#metricsOf(this.#resampling.next());
      for (const [name, values] of resamples) values[k] = metrics[name] ?? NaN;
    }
    return resamples;
  }

  #evaluated(name: string, value: number, resampled: Float64Array | undefined): EvaluatedMetric {
    const metric = this.#scores.metrics.find((one) => one.name === name);
    const share = metric && 'share' in metric ? metric.share : null;
    const interval = share === null ? resampled && percentileInterval(resampled) : wilson(this.#shares.get(share) ?? 0, this.#count);
    // Those of classifiers that are no sums: more of each is better.
    const better = metric ? (metric.better ?? null) : 'HIGHER';
    return { name, value, low: interval?.low ?? null, high: interval?.high ?? null, better, share };
  }
}
