import type { Better } from '../../plugin/index.ts';
import type { EvaluatedMetric } from '../evaluation-result.ts';
import { holm } from '../statistics/holm.ts';
import { mcNemar } from '../statistics/mc-nemar.ts';
import { pairedDifference } from '../statistics/paired-difference.ts';
import { differencesOf, percentileInterval, resampledP } from '../statistics/resampled.ts';
import type { ClassComparison, Comparison, MetricComparison, PairedOutcomes, Verdict } from './comparison.ts';

/** A p-value below this is a difference. */
const SIGNIFICANT = 0.05;

/** What is known of one of two evaluations. */
export interface ComparedSide {
  readonly metrics: readonly EvaluatedMetric[];
  /** Metric, without the split → its value in each resample. The k-th resample is the same samples for all metrics and for both sides. */
  readonly resamples: ReadonlyMap<string, Float64Array>;
}

/** What is known of both at once, from the scores of single samples. */
export interface PairedSamples {
  readonly sampleCount: number;
  /** Of shares, by the name of the metric without the split. */
  readonly outcomes: ReadonlyMap<string, PairedOutcomes>;
  /** Of classifiers, class by class. */
  readonly classes: ReadonlyMap<string, PairedOutcomes>;
}

/**
 * Compares two evaluations of the same samples: `evaluated` beside `baseline`. Shares of samples that are right are tested by McNemar's
 * mid-p test, other metrics by the paired bootstrap; where a side has no scores of single samples, `paired` is undefined, and
 * differences stand without a test. Computes next to nothing and draws nothing: the same arguments give the same numbers.
 *
 * A gate that is to pass an improvement of at least `d` asks for `low >= d` of its metric (for metrics of which LOWER is better, `high <= -d`);
 * one that is to hold a class that is worse by more than `b` asks whether any class has `low < -b`, or, where it is to act on what is sure
 * alone, `high < -b`.
 */
export function compareEvaluations(evaluated: ComparedSide, baseline: ComparedSide, paired: PairedSamples | undefined): Comparison {
  const others = new Map(baseline.metrics.map((metric) => [withoutSplit(metric.name), metric]));
  const metrics = evaluated.metrics.flatMap((metric) => {
    const name = withoutSplit(metric.name);
    const other = others.get(name);
    return other ? [compareMetric(name, metric, other, paired && differences(name, evaluated, baseline, paired))] : [];
  });
  return { sampleCount: paired?.sampleCount ?? 0, metrics, classes: paired ? compareClasses(paired.classes) : [] };
}

/** `test/accuracy` → `accuracy`. */
export const withoutSplit = (name: string): string => name.slice(name.indexOf('/') + 1);

type Tested = Pick<MetricComparison, 'low' | 'high' | 'pValue' | 'method' | 'outcomes'>;

function differences(name: string, evaluated: ComparedSide, baseline: ComparedSide, { outcomes }: PairedSamples): Tested | undefined {
  const counted = outcomes.get(name);
  if (counted) {
    const { low, high } = pairedDifference(counted.onlyThis, counted.onlyBaseline, totalOf(counted));
    return { low, high, pValue: mcNemar(counted.onlyThis, counted.onlyBaseline), method: 'MC_NEMAR', outcomes: counted };
  }
  const [own, other] = [evaluated.resamples.get(name), baseline.resamples.get(name)];
  if (!own || !other) return undefined;
  const resampled = differencesOf(own, other);
  const [interval, pValue] = [percentileInterval(resampled), resampledP(resampled)];
  return interval && pValue !== null ? { ...interval, pValue, method: 'BOOTSTRAP', outcomes: null } : undefined;
}

const UNTESTED: Tested = { low: null, high: null, pValue: null, method: 'NONE', outcomes: null };

function compareMetric(name: string, { value, better }: EvaluatedMetric, { value: baseline }: EvaluatedMetric, tested: Tested = UNTESTED): MetricComparison {
  const difference = value - baseline;
  return { name, value, baseline, difference, ...tested, better, verdict: verdictOf(difference, tested.pValue, better) };
}

function verdictOf(difference: number, pValue: number | null, better: Better | null): Verdict {
  if (pValue === null || better === null) return 'UNTESTED';
  return decided(better === 'HIGHER' ? difference : -difference, pValue);
}

const decided = (gain: number, pValue: number) => (pValue >= SIGNIFICANT || gain === 0 ? 'UNDECIDED' : gain > 0 ? 'BETTER' : 'WORSE');

function compareClasses(classes: PairedSamples['classes']): ClassComparison[] {
  const all = [...classes].filter(([, outcomes]) => totalOf(outcomes) > 0);
  const pValues = all.map(([, { onlyThis, onlyBaseline }]) => mcNemar(onlyThis, onlyBaseline));
  const adjusted = holm(pValues);
  const compared = all.map(([label, outcomes], k): ClassComparison => {
    const support = totalOf(outcomes);
    const { bothRight, onlyThis, onlyBaseline } = outcomes;
    const [pValue = 1, adjustedPValue = 1] = [pValues[k], adjusted[k]];
    const { difference, low, high } = pairedDifference(onlyThis, onlyBaseline, support);
    return { label, support, recall: (bothRight + onlyThis) / support, baseline: (bothRight + onlyBaseline) / support, difference, low, high, pValue, adjustedPValue, verdict: decided(difference, adjustedPValue), outcomes };
  });
  return compared.sort((a, b) => a.difference - b.difference);
}

const totalOf = ({ bothRight, onlyThis, onlyBaseline, bothWrong }: PairedOutcomes) => bothRight + onlyThis + onlyBaseline + bothWrong;
