import type { DecisionNumber } from '../decision-number.ts';
import type { Comparison, MetricComparison } from '../evaluations/comparison.ts';
import type { FlywheelRules } from './rules.ts';

export interface GateVerdict {
  readonly passes: boolean;
  /** Whether what was added to the data is likely to be the cause. */
  readonly doesHarm: boolean;
  readonly reason: string;
  readonly numbers: readonly DecisionNumber[];
}

type GateRules = Pick<FlywheelRules, 'metric' | 'minimumImprovement' | 'maximumClassDrop'>;

/**
 * Whether a candidate may take production's place, measured on the same samples. It has to be better by `minimumImprovement`, and the
 * 95 % interval of what it gains has to lie above 0: so one that is no better passes in 2.5 % of cases at most with a minimum of 0, and far
 * less often with one above it. A class may not be worse by more than `maximumClassDrop` beyond chance (Holm's adjustment over classes).
 */
export function judge(comparison: Comparison, { metric, minimumImprovement, maximumClassDrop }: GateRules): GateVerdict {
  const compared = comparison.metrics.find(({ name }) => name === metric);
  const numbers = compared ? numbersOf(compared) : [];
  const verdict = (passes: boolean, doesHarm: boolean, reason: string): GateVerdict => ({ passes, doesHarm, reason, numbers });
  if (!compared) return verdict(false, false, `The evaluations have no ${metric}; they have ${comparison.metrics.map(({ name }) => name).join(', ')}.`);
  const { better, difference, low, high } = compared;
  if (better === null) return verdict(false, false, `Nobody says whether more or less ${metric} is better, so it cannot decide; choose another metric.`);
  const sign = better === 'HIGHER' ? 1 : -1;
  const gain = sign * difference;
  const least = better === 'HIGHER' ? low : high === null ? null : -high;
  const most = better === 'HIGHER' ? high : low === null ? null : -low;
  const found = `${metric} is ${shown(compared.value)}, with production ${shown(compared.baseline)}`;
  if (most !== null && most < 0) return verdict(false, true, `${found}: worse beyond chance. What this cycle added to the data is left out of the next; its labels wait for review.`);
  const worst = comparison.classes.find(({ verdict: of, difference: lost }) => of === 'WORSE' && maximumClassDrop !== null && lost < -maximumClassDrop);
  if (worst) return verdict(false, true, `The class ${worst.label} is found in ${shown(worst.recall)} of cases, by production in ${shown(worst.baseline)}; at most ${shown(maximumClassDrop ?? 0)} less is allowed. What this cycle added to the data is left out of the next; its labels wait for review.`);
  if (least === null || most === null) return verdict(false, false, `${found}: this algorithm scores no single samples, so whether that is chance cannot be told. Compare by eye, and set the alias by hand.`);
  if (gain < minimumImprovement) return verdict(false, false, `${found}: better by ${shown(gain)}, and ${shown(minimumImprovement)} is asked. The next cycle has this one's data and more.`);
  if (least <= 0) return verdict(false, false, `${found}: better by ${shown(gain)}, which may be chance (its 95 % interval begins at ${shown(least)}). The next cycle has this one's data and more.`);
  return verdict(true, false, `${found}: better by ${shown(gain)}, and ${shown(minimumImprovement)} was asked.`);
}

function numbersOf({ name, value, baseline, difference, low, high, pValue }: MetricComparison): DecisionNumber[] {
  const all = { candidate: value, production: baseline, difference, low, high, p: pValue };
  return Object.entries(all).flatMap(([key, number]) => (number === null ? [] : [{ name: `${name}/${key}`, value: number }]));
}

const shown = (value: number) => String(Number(value.toPrecision(3)));
