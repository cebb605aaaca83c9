import { describe, expect, test } from 'vitest';
import { Random } from '../../src/data/random.ts';
import { fitCurve } from '../../src/domain/data-studies/curve/bootstrap-curve.ts';
import { errorAt, fitPowerLaw } from '../../src/domain/data-studies/curve/power-law.ts';
import { gainOf, predictError } from '../../src/domain/data-studies/curve/read-curve.ts';
import { shareDeviation } from '../../src/domain/data-studies/measured.ts';

const law = { limit: 0.05, factor: 3, exponent: 0.4 };
const AMOUNTS = [500, 1000, 2000, 4000];

describe('a power law', () => {
  test('is found where it is measured without noise', () => {
    const found = fitPowerLaw(AMOUNTS.map((samples) => ({ samples, error: errorAt(law, samples), deviation: 0.01 })));
    for (const samples of [...AMOUNTS, 8000, 16_000]) expect(errorAt(found, samples)).toBeCloseTo(errorAt(law, samples), 3);
    expect(found.limit).toBeCloseTo(law.limit, 1);
  });

  test('never goes below 0, nor rises with data', () => {
    const falling = fitPowerLaw(AMOUNTS.map((samples, k) => ({ samples, error: [0.4, 0.2, 0.05, 0.001][k] ?? 0, deviation: 0.01 })));
    expect(errorAt(falling, 1e9)).toBeGreaterThanOrEqual(0);
    const rising = fitPowerLaw(AMOUNTS.map((samples, k) => ({ samples, error: 0.1 + k / 100, deviation: 0.01 })));
    expect(errorAt(rising, 8000)).toBeLessThanOrEqual(errorAt(rising, 500));
    expect(errorAt(rising, 8000)).toBeCloseTo(0.115, 3);
  });
});

/** Measurements of a law on `TEST` samples, each with its own chance of training. */
const TEST = 1000;
function coverage({ training, knee }: { training: number; knee: number }): number {
  const random = new Random(`coverage ${training} ${knee}`);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.fraction())) * Math.cos(2 * Math.PI * random.fraction());
  const deviationOf = shareDeviation(TEST);
  let held = 0;
  for (let trial = 0; trial < 100; trial += 1) {
    const truth = { limit: 0.02 + 0.1 * random.fraction(), factor: 3, exponent: 0.2 + 0.4 * random.fraction() };
    const measure = (samples: number) => {
      const error = Math.min(0.9, Math.max(0.005, errorAt(truth, samples) + knee * Math.exp(-samples / 600) + training * normal()));
      return Array.from({ length: TEST }, () => (random.fraction() < error ? 1 : 0)).reduce<number>((sum, one) => sum + one, 0) / TEST;
    };
    const points = AMOUNTS.flatMap((samples) => [1, 2].map(() => measure(samples))
      .map((error) => ({ samples, error, deviation: deviationOf(error) })));
    const { low, high } = predictError(fitCurve(points, random, 100), 8000, deviationOf, 1);
    const measured = measure(8000);
    if (measured >= low && measured <= high) held += 1;
  }
  return held / 100;
}

describe('the prediction for twice the data holds the measurement', () => {
  // Of 100 with 95 % each, fewer than 90 come once in 80; more than 95 are no fault.
  test('of a law with the chance of the test split', () => expect(coverage({ training: 0, knee: 0 })).toBeGreaterThanOrEqual(0.9));
  test('of runs that differ by chance', () => expect(coverage({ training: 0.01, knee: 0 })).toBeGreaterThanOrEqual(0.9));
  test('where the smallest models do not follow the law yet', () => expect(coverage({ training: 0.005, knee: 0.4 })).toBeGreaterThanOrEqual(0.9));
});

test('more data is worth less than as much more of it, and never less than nothing', () => {
  const fit = fitCurve(AMOUNTS.map((samples) => ({ samples, error: errorAt(law, samples), deviation: 0.01 })), new Random('gain'), 100);
  const [some, more] = [gainOf(fit, 4000, 1000, 1), gainOf(fit, 4000, 4000, 1)];
  expect(some.value).toBeGreaterThan(0);
  expect(more.value).toBeGreaterThan(some.value);
  expect(more.value).toBeLessThan(4 * some.value);
  for (const { value, low, high } of [some, more]) expect(0 <= low && low <= value && value <= high).toBe(true);
});
