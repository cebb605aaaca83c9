import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { agreementOf } from '../../src/domain/experiments/agreement.ts';
import { armOf } from '../../src/domain/experiments/arm-of.ts';
import { alwaysValid } from '../../src/domain/experiments/statistics/always-valid.ts';
import { clusteredShare } from '../../src/domain/experiments/statistics/clustered-share.ts';
import { restrictedShares } from '../../src/domain/experiments/statistics/difference.ts';
import { newcombe } from '../../src/domain/experiments/statistics/newcombe.ts';
import { normalQuantile } from '../../src/domain/experiments/statistics/normal-quantile.ts';
import { sampleSize } from '../../src/domain/experiments/statistics/sample-size.ts';

const table = z.tuple([z.tuple([z.number(), z.number()]), z.tuple([z.number(), z.number()])]).transform(([[n0, k0], [n1, k1]]) => ({ control: { subjects: n0, hits: k0 }, candidate: { subjects: n1, hits: k1 } }));
/** Of reference/experiments.py: SciPy and statsmodels, by searches and numeric integrals where the code has closed forms. */
const expected = z.object({
  quantiles: z.array(z.object({ probability: z.number(), value: z.number() })),
  newcombe: z.array(z.object({ table, alpha: z.number(), low: z.number(), high: z.number() })),
  restricted: z.array(z.object({ table, difference: z.number(), candidate: z.number(), control: z.number() })),
  alwaysValid: z.array(z.object({ strata: z.array(table), alpha: z.number(), effect: z.number(), difference: z.number(), low: z.number(), high: z.number(), pValue: z.number() })),
  clustered: z.array(z.object({ subjects: z.array(z.tuple([z.number(), z.number()])), share: z.number(), variance: z.number() })),
  sampleSize: z.array(z.object({ baseline: z.number(), minimumEffect: z.number(), share: z.number(), candidate: z.number() })),
}).parse(JSON.parse(await readFile(new URL('./reference/experiments.json', import.meta.url), 'utf8')));

describe('as computed another way', () => {
  test.each(expected.quantiles)('the normal quantile of $probability', ({ probability, value }) => {
    expect(normalQuantile(probability)).toBeCloseTo(value, 12);
  });

  test.each(expected.newcombe)("Newcombe's interval %#", ({ table: { control, candidate }, alpha, low, high }) => {
    const interval = newcombe(control, candidate, alpha);
    expect(interval?.low).toBeCloseTo(low, 9);
    expect(interval?.high).toBeCloseTo(high, 9);
  });

  test.each(expected.restricted)('the shares that fit best under a difference of $difference', ({ table: counts, difference, candidate, control }) => {
    const shares = restrictedShares(counts, difference);
    expect(shares.candidate).toBeCloseTo(candidate, 7);
    expect(shares.control).toBeCloseTo(control, 7);
  });

  test.each(expected.alwaysValid)('the interval that is always valid %#', ({ strata, alpha, effect, difference, low, high, pValue }) => {
    const found = alwaysValid(strata, { alpha, effect });
    expect(found?.difference).toBeCloseTo(difference, 10);
    expect(found?.low).toBeCloseTo(low, 5);
    expect(found?.high).toBeCloseTo(high, 5);
    expect(Math.log10(found?.pValue ?? NaN)).toBeCloseTo(Math.log10(pValue), 4);
  });

  test.each(expected.clustered)('ratings clustered by subject %#', ({ subjects, share, variance }) => {
    const sum = (of: (size: number, hits: number) => number) => subjects.reduce((all, [size, hits]) => all + of(size, hits), 0);
    const found = clusteredShare({ subjects: subjects.length, sizes: sum((n) => n), squaredSizes: sum((n) => n * n), hits: sum((_, k) => k), squaredHits: sum((_, k) => k * k), products: sum((n, k) => n * k) });
    expect(found?.share).toBeCloseTo(share, 12);
    expect(found?.variance).toBeCloseTo(variance, 12);
  });

  test.each(expected.sampleSize)('the sample size for one look at an effect of $minimumEffect', ({ candidate, ...question }) => {
    const { fixed } = sampleSize({ ...question, alpha: 0.05, power: 0.8 });
    expect(Math.abs(fixed.candidate / candidate - 1)).toBeLessThan(0.04);
  });

  test('Newcombe 1998, table II (a): 56 of 70 and 48 of 80', () => {
    const { low = NaN, high = NaN } = newcombe({ subjects: 80, hits: 48 }, { subjects: 70, hits: 56 }, 0.05) ?? {};
    expect([low.toFixed(4), high.toFixed(4)]).toEqual(['0.0524', '0.3339']);
  });
});

test('nobody, or one arm alone, tells nothing', () => {
  const some = { subjects: 9, hits: 3 };
  const none = { subjects: 0, hits: 0 };
  expect(alwaysValid([], { alpha: 0.05, effect: 0.1 })).toBeUndefined();
  expect(alwaysValid([{ control: some, candidate: none }], { alpha: 0.05, effect: 0.1 })).toBeUndefined();
  expect(newcombe(some, none, 0.05)).toBeUndefined();
  expect(clusteredShare({ subjects: 1, sizes: 4, squaredSizes: 16, hits: 2, squaredHits: 4, products: 8 })).toBeUndefined();
});

test('who gets the candidate follows from experiment and subject alone; a greater share only adds; experiments divide independently', () => {
  const subjects = Array.from({ length: 20_000 }, (_, index) => `user ${index}`);
  const chosen = (experiment: string, share: number) => new Set(subjects.filter((subject) => armOf(experiment, subject, share) === 'CANDIDATE'));
  const [small, large, other] = [chosen('a', 0.1), chosen('a', 0.4), chosen('b', 0.4)];
  expect(small.size / subjects.length).toBeCloseTo(0.1, 2);
  expect([...small].every((subject) => large.has(subject))).toBe(true);
  expect([...large].filter((subject) => other.has(subject)).length / large.size).toBeCloseTo(0.4, 1);
  expect([chosen('a', 0).size, chosen('a', 1).size]).toEqual([0, subjects.length]);
  // As any program can compute it: SHA-256 of "0190b5c4 alice" begins with d01ced289c07, which is 0.81294… of 2⁴⁸.
  expect([0.8129, 0.813].map((share) => armOf('0190b5c4', 'alice', share))).toEqual(['CONTROL', 'CANDIDATE']);
});

test('how far answers agree', () => {
  const label = (name: string) => ({ type: 'classification', label: name, probabilities: [] }) as const;
  const text = (words: string) => ({ type: 'text', text: words }) as const;
  const offer = (...items: string[]) => ({ type: 'recommendation', items: items.map((item, index) => ({ item, score: -index })) }) as const;
  expect(agreementOf([label('a'), label('b')], [label('a'), label('c')])).toBe(0.5);
  expect(agreementOf([text('a')], [text('a')])).toBe(1);
  expect(agreementOf([text('a')], [text('a'), text('b')])).toBe(0.5);
  expect(agreementOf([offer('x', 'y', 'z')], [offer('y', 'z', 'w')])).toBe(0.5);
  expect(agreementOf([text('a')], [label('a')])).toBe(0);
  expect(agreementOf([{ type: 'image', key: 'k', width: 1, height: 1, conditionLabel: null }], [text('a')])).toBeNull();
  expect(agreementOf([], [])).toBeNull();
});
