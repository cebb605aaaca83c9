import { describe, expect, it } from 'vitest';
import { Random } from '../../src/data/random.ts';
import { chiSquareTail, sameCells } from '../../src/domain/statistics/chi-square.ts';
import { kolmogorovSmirnov } from '../../src/domain/statistics/kolmogorov-smirnov.ts';

/** Values that tables of the distributions print. */
describe('tests by which drift is told', () => {
  it.each([[3.8415, 1, 0.05], [6.6349, 1, 0.01], [5.9915, 2, 0.05], [11.3449, 3, 0.01], [16.919, 9, 0.05], [43.773, 30, 0.05], [149.449, 100, 0.001]])('chi-square %d of %i degrees', (value, freedom, p) => {
    expect(chiSquareTail(value, freedom)).toBeCloseTo(p, 5);
  });

  it("Pearson's test of two samples equals the one by hand", () => {
    // 2 × 2: n (ad − bc)² ÷ products of the margins = 200 × 2000² ÷ (100 × 100 × 120 × 80) = 8.3333; its tail of one degree is 0.003892.
    expect(sameCells([[70, 50], [30, 50]])).toBeCloseTo(0.003892, 6);
    expect(sameCells([[5, 50], [10, 100], [0, 0]])).toBeCloseTo(1, 9);
    expect(sameCells([[5, 0]])).toBe(1);
  });

  it('Kolmogorov–Smirnov: the distance, and the limit distribution', () => {
    const { distance, p } = kolmogorovSmirnov(Float64Array.of(1, 2, 3, 4), Float64Array.of(3, 4, 5, 6));
    expect(distance).toBe(0.5);
    expect(p).toBeGreaterThan(0.5);
    // The 5 % point of the limit distribution is 1.358: of twice 20,000 values a distance of 0.01358.
    const even = Float64Array.from({ length: 20_000 }, (_, index) => index / 20_000);
    expect(kolmogorovSmirnov(even, even.map((value) => value + 0.01358)).p).toBeCloseTo(0.05, 2);
    expect(kolmogorovSmirnov(even, even).p).toBe(1);
    expect(kolmogorovSmirnov(even, new Float64Array(0)).p).toBe(1);
  });

  it('raise false alarms as rarely as they say', () => {
    const random = new Random('no drift');
    const rounds = 2000;
    const draw = () => Float64Array.from({ length: 300 }, () => random.normal()).sort();
    const cells = () => Array.from({ length: 6 }, () => 0);
    let [numbers, categories] = [0, 0];
    for (let round = 0; round < rounds; round += 1) {
      if (kolmogorovSmirnov(draw(), draw()).p < 0.05) numbers += 1;
      const [one, other] = [cells(), cells()];
      for (let sample = 0; sample < 300; sample += 1) {
        one[random.below(6)]! += 1;
        other[random.below(6)]! += 1;
      }
      if (sameCells(one.map((count, cell) => [count, other[cell]!])) < 0.05) categories += 1;
    }
    // Four standard deviations above 5 %.
    expect(numbers / rounds).toBeLessThan(0.0695);
    expect(categories / rounds).toBeLessThan(0.0695);
    expect(numbers / rounds).toBeGreaterThan(0.02);
  });
});
