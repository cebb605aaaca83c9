import { describe, expect, it } from 'vitest';
import { jackknifeInterval } from '../../src/domain/statistics/grouped-jackknife.ts';
import { holm } from '../../src/domain/statistics/holm.ts';
import { mcNemar } from '../../src/domain/statistics/mc-nemar.ts';
import { pairedDifference } from '../../src/domain/statistics/paired-difference.ts';
import { percentileInterval, resampledP } from '../../src/domain/statistics/resampled.ts';
import { wilson } from '../../src/domain/wilson.ts';
import { expected } from './expected.ts';

const close = (found: readonly number[], wanted: readonly number[]) => {
  expect(found).toHaveLength(wanted.length);
  wanted.forEach((value, k) => expect(found[k]).toBeCloseTo(value, 10));
};

describe('statistics equal those of SciPy and statsmodels', () => {
  it.each(expected.mcNemar)("McNemar's mid-p of $onlyFirst against $onlySecond", ({ onlyFirst, onlySecond, p }) => {
    const found = mcNemar(onlyFirst, onlySecond);
    expect(Math.abs(found - p)).toBeLessThan(1e-7 * p);
    expect(mcNemar(onlySecond, onlyFirst)).toBe(found);
  });

  it('the interval of a difference of shares', () => {
    for (const { onlyFirst, onlySecond, total, interval } of expected.pairedDifference) {
      const found = pairedDifference(onlyFirst, onlySecond, total);
      expect(found.difference).toBe((onlyFirst - onlySecond) / total);
      close([found.low, found.high], interval);
      // Swapped sides swap the interval.
      const swapped = pairedDifference(onlySecond, onlyFirst, total);
      close([-swapped.high, -swapped.low], [found.low, found.high]);
    }
  });

  it('the interval of a share', () => {
    for (const { successes, total, interval } of expected.wilson) {
      const { low, high } = wilson(successes, total);
      close([low, high], interval);
    }
  });

  it("Holm's adjustment", () => close(holm(expected.holm.given), expected.holm.adjusted));

  it('interval and p-value of resampled differences, of which missing ones are left out', () => {
    const { differences, interval, p } = expected.resampled;
    for (const values of [differences, [NaN, ...differences, NaN]]) {
      const { low, high } = percentileInterval(Float64Array.from(values)) ?? { low: NaN, high: NaN };
      close([low, high], interval);
      expect(resampledP(Float64Array.from(values))).toBeCloseTo(p, 12);
    }
    expect(percentileInterval(Float64Array.of(1, 2, NaN))).toBeNull();
    expect(resampledP(Float64Array.of(NaN, NaN))).toBeNull();
    expect(resampledP(new Float64Array(100))).toBe(1);
  });

  it('the jackknife over groups', () => {
    const { withoutOne, interval } = expected.jackknife;
    const { low, high } = jackknifeInterval(0, withoutOne) ?? { low: NaN, high: NaN };
    close([low, high], interval);
    expect(jackknifeInterval(0, withoutOne.slice(1))).toBeNull();
    expect(jackknifeInterval(0, [...withoutOne.slice(1), NaN])).toBeNull();
  });
});
