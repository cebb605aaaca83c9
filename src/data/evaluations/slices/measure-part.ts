import { JACKKNIFE_GROUPS, jackknifeInterval } from '../../../domain/statistics/grouped-jackknife.ts';
import type { Slice } from '../../../domain/evaluations/slices.ts';
import { wilson } from '../../../domain/wilson.ts';
import { metricOf, type ScoredMetric, type Sums, sumsOf } from '../../../plugin/index.ts';
import type { Part } from './part-samples.ts';

/** What metrics are of a part: shares with Wilson's interval, others with the grouped jackknife's where there is a sample for each group. */
export function measurePart({ value, low, high, groups }: Part, statistics: readonly string[], metrics: readonly ScoredMetric[]): Slice {
  const all = sumOf(groups, statistics);
  const others = groups.length < JACKKNIFE_GROUPS ? [] : groups.map((left) => sumOf(groups.filter((group) => group !== left), statistics));
  const measured = metrics.flatMap((metric) => {
    const own = metricOf(metric, all);
    if (!Number.isFinite(own)) return [];
    const interval = 'share' in metric ? wilson(all[metric.share] ?? 0, all['samples'] ?? 1) : jackknifeInterval(own, others.map((sums) => metricOf(metric, sums)));
    return [{ name: metric.name, value: own, low: interval?.low ?? null, high: interval?.high ?? null }];
  });
  return { value, low, high, count: all['samples'] ?? 0, metrics: measured };
}

function sumOf(groups: Part['groups'], statistics: readonly string[]): Sums {
  const totals = statistics.map((_, k) => groups.reduce((sum, group) => sum + (group.totals[k] ?? 0), 0));
  return sumsOf(statistics, totals, groups.reduce((sum, { count }) => sum + count, 0));
}
