import type { MetricComparison } from './comparison.ts';

/** What each side is called: `version 5`. */
export interface ComparedNames {
  readonly evaluated: string;
  readonly baseline: string;
}

/** A comparison of one metric as a sentence for people: `Version 5 is better than version 4 by 1.8 points of accuracy (95 % interval 0.9 to 2.7, p = 0.0003, 21,250 samples).` */
export function verdictInWords(metric: MetricComparison, names: ComparedNames, sampleCount: number): string {
  const { difference, low, high, pValue, verdict } = metric;
  const { evaluated, baseline } = names;
  const size = sizeInWords(metric);
  if (low === null || high === null || pValue === null) {
    return `${capital(evaluated)} is ${apart(metric, baseline)}; whether that is chance cannot be told, since single samples have no scores.`;
  }
  // The interval is of the size that is told, so it turns where the metric has fallen.
  const [from, to] = difference < 0 ? [-high, -low] : [low, high];
  const amount = amountOf(metric);
  const evidence = `(95 % interval ${amount(from)} to ${amount(to)}, ${pInWords(pValue)}, ${sampleCount.toLocaleString('en')} samples)`;
  if (verdict === 'BETTER' || verdict === 'WORSE') return `${capital(evaluated)} is ${verdict.toLowerCase()} than ${baseline} by ${size} ${evidence}.`;
  if (verdict === 'UNDECIDED') return `No difference can be told: ${evaluated} is ${apart(metric, baseline)} ${evidence}.`;
  return `${capital(evaluated)} is ${apart(metric, baseline)} ${evidence}.`;
}

/** `1.8 points of accuracy`, `1.24 in bleu`. */
const sizeInWords = (metric: MetricComparison) => `${amountOf(metric)(Math.abs(metric.difference))} ${metric.outcomes ? 'points of' : 'in'} ${words(metric.name)}`;

const apart = (metric: MetricComparison, baseline: string) =>
  metric.difference === 0 ? `equal to ${baseline} in ${words(metric.name)}` : `${sizeInWords(metric)} ${metric.difference < 0 ? 'below' : 'above'} ${baseline}`;

/** Shares in points of a hundred. */
function amountOf({ outcomes, difference }: MetricComparison): (value: number) => string {
  const shown = outcomes ? (value: number) => (100 * value).toFixed(Math.abs(difference) < 0.01 ? 2 : 1) : (value: number) => String(Number(value.toPrecision(3)));
  return (value) => shown(value).replace('-', '−');
}

const pInWords = (pValue: number) => (pValue < 0.0001 ? 'p < 0.0001' : `p = ${Number(pValue.toPrecision(pValue < 0.1 ? 1 : 2))}`);
const words = (name: string) => name.replaceAll('_', ' ');
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
