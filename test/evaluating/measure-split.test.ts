import { describe, expect, it } from 'vitest';
import type { ScoredSample } from '../../src/data/evaluations/predictions.ts';
import { compareEvaluations, type PairedSamples } from '../../src/domain/evaluations/compare-evaluations.ts';
import { verdictInWords } from '../../src/domain/evaluations/verdict-in-words.ts';
import { type MeasuredSplit, SplitMeasurement } from '../../src/evaluating/measure-split.ts';
import type { SplitScores } from '../../src/evaluating/split-scores.ts';
import { expected } from './expected.ts';

const { labels, margins, tokens, nats } = expected.samples;
const FIRST = 1000;

const scores: SplitScores = {
  statistics: ['hit', 'nats', 'tokens'],
  metrics: [
    { name: 'accuracy', better: 'HIGHER', share: 'hit' },
    { name: 'per_token', better: 'LOWER', of: (sums) => (sums['nats'] ?? NaN) / (sums['tokens'] ?? NaN) },
  ],
  classes: ['0', '1'],
  positive: '1',
  async *samples() {},
};

function sampleOf(model: 0 | 1, k: number): ScoredSample {
  const [margin = NaN, label = String(labels[k])] = [margins[model][k]];
  const predicted = margin > 0 ? '1' : '0';
  const probability = 1 / (1 + Math.exp(-Math.abs(margin)));
  const classified = { label, predicted, probability, labelProbability: predicted === label ? probability : 1 - probability, margin };
  return { position: FIRST + k, classified, badness: 0, values: [predicted === label ? 1 : 0, nats[model][k] ?? NaN, tokens[k] ?? NaN] };
}

async function measured(model: 0 | 1, order = labels.map((_, k) => k)): Promise<MeasuredSplit> {
  const measurement = new SplitMeasurement(scores, FIRST, labels.length);
  for (const k of order) measurement.add(sampleOf(model, k));
  return measurement.finish(new AbortController().signal);
}

const sides = [await measured(0), await measured(1)] as const;

/** Two bootstraps of one problem differ by chance: ends of a 95 % interval by about a tenth of the standard error for 4,000 resamples. */
const near = (found: number | null | undefined, wanted: number, error: number) => expect(Math.abs((found ?? NaN) - wanted)).toBeLessThan(0.2 * error);

function paired(): PairedSamples {
  const right = (model: 0 | 1, k: number) => (margins[model][k] ?? 0) > 0 === (labels[k] === 1);
  const outcomesOf = (which: readonly number[]) => {
    const count = (own: boolean, other: boolean) => which.filter((k) => right(1, k) === own && right(0, k) === other).length;
    return { bothRight: count(true, true), onlyThis: count(true, false), onlyBaseline: count(false, true), bothWrong: count(false, false) };
  };
  const every = labels.map((_, k) => k);
  return { sampleCount: every.length, outcomes: new Map([['accuracy', outcomesOf(every)]]), classes: new Map(['0', '1'].map((label) => [label, outcomesOf(every.filter((k) => String(labels[k]) === label))])) };
}

describe('a measured split', () => {
  it.each(Object.entries(expected.bootstrap))("has the %s of scikit-learn, and SciPy's bootstrap interval", (name, { values, interval, error }) => {
    const metric = sides[0].metrics.find((one) => one.name === name);
    expect(metric?.value).toBeCloseTo(values[0], 10);
    near(metric?.low, interval[0], error);
    near(metric?.high, interval[1], error);
  });

  it('is the same in whatever order the samples come', async () => {
    const backwards = await measured(0, labels.map((_, k) => labels.length - 1 - k));
    expect(backwards.classification?.confusion).toEqual(sides[0].classification?.confusion);
    expect(backwards.classification?.classes).toEqual(sides[0].classification?.classes);
    backwards.metrics.forEach((metric, k) => expect(metric.value).toBeCloseTo(sides[0].metrics[k]?.value ?? NaN, 12));
    for (const [name, values] of backwards.resamples) values.forEach((value, k) => expect(value).toBeCloseTo(sides[0].resamples.get(name)?.[k] ?? NaN, 10));
  });

  it('groups neighbours where there are many samples, and has intervals of the same width', async () => {
    const count = 30_000;
    const measurement = new SplitMeasurement({ ...scores, classes: undefined, positive: undefined }, 0, count);
    // A third is right.
    for (let k = 0; k < count; k += 1) measurement.add({ position: k, badness: 0, values: [(k * 7919) % 30_011 < 10_000 ? 1 : 0, ((k * 104_729) % 30_013) / 30_013, 1] });
    const { metrics } = await measurement.finish(new AbortController().signal);
    const uniform = metrics.find(({ name }) => name === 'per_token');
    const width = (uniform?.high ?? NaN) - (uniform?.low ?? NaN);
    expect(width / (2 * 1.96 * Math.sqrt(1 / 12 / count))).toBeCloseTo(1, 1);
  });
});

describe('two measured splits', () => {
  const comparison = compareEvaluations(sides[1], sides[0], paired());
  const of = (name: string) => comparison.metrics.find((metric) => metric.name === name);

  it.each(Object.entries(expected.bootstrap))("differ in %s by SciPy's paired interval", (name, { values, difference, differenceError }) => {
    const metric = of(name);
    expect(metric).toMatchObject({ method: 'BOOTSTRAP', verdict: 'BETTER' });
    expect(metric?.difference).toBeCloseTo(values[1] - values[0], 10);
    near(metric?.low, difference[0], differenceError);
    near(metric?.high, difference[1], differenceError);
  });

  it('are told by McNemar where they are shares, overall and class by class', () => {
    const { outcomes } = paired();
    const accuracy = of('accuracy');
    expect(accuracy).toMatchObject({ method: 'MC_NEMAR', verdict: 'BETTER', outcomes: outcomes.get('accuracy') });
    expect(accuracy?.difference).toBeCloseTo((outcomes.get('accuracy')!.onlyThis - outcomes.get('accuracy')!.onlyBaseline) / labels.length, 12);
    expect(comparison.classes.map(({ support }) => support).reduce((a, b) => a + b)).toBe(labels.length);
    for (const { pValue, adjustedPValue } of comparison.classes) expect(adjustedPValue).toBeGreaterThanOrEqual(pValue);
    expect(comparison.classes[0]!.difference).toBeLessThanOrEqual(comparison.classes[1]!.difference);
  });

  it('are told in words', () => {
    const names = { evaluated: 'version 5', baseline: 'version 4' };
    const [accuracy, loss] = [of('accuracy')!, of('per_token')!];
    expect(verdictInWords({ ...accuracy, difference: 0.0181, low: 0.0092, high: 0.0271, pValue: 0.00031 }, names, 21_250)).toBe('Version 5 is better than version 4 by 1.8 points of accuracy (95 % interval 0.9 to 2.7, p = 0.0003, 21,250 samples).');
    expect(verdictInWords({ ...accuracy, difference: -0.002, low: -0.006, high: 0.002, pValue: 0.334, verdict: 'UNDECIDED' }, names, 400)).toBe('No difference can be told: version 5 is 0.20 points of accuracy below version 4 (95 % interval −0.20 to 0.60, p = 0.33, 400 samples).');
    expect(verdictInWords({ ...loss, difference: -0.16, low: -0.27, high: -0.05, pValue: 0.00002 }, names, 400)).toBe('Version 5 is better than version 4 by 0.16 in per token (95 % interval 0.05 to 0.27, p < 0.0001, 400 samples).');
  });

  it('are left untested where single samples have no scores', () => {
    const { metrics, sampleCount, classes } = compareEvaluations({ ...sides[1], resamples: new Map() }, { ...sides[0], resamples: new Map() }, undefined);
    expect([sampleCount, classes]).toEqual([0, []]);
    for (const metric of metrics) expect(metric).toMatchObject({ method: 'NONE', verdict: 'UNTESTED', pValue: null, low: null });
    expect(verdictInWords(metrics[0]!, { evaluated: 'version 2', baseline: 'version 1' }, 0)).toMatch(/^Version 2 is .* above version 1; whether that is chance cannot be told/);
  });

  it('of equal models differ in nothing', () => {
    const same = compareEvaluations(sides[0], sides[0], { sampleCount: 400, outcomes: new Map([['accuracy', { bothRight: 300, onlyThis: 0, onlyBaseline: 0, bothWrong: 100 }]]), classes: new Map() });
    for (const { difference, pValue, verdict } of same.metrics) expect([difference, pValue, verdict]).toEqual([0, 1, 'UNDECIDED']);
  });
});
