import { describe, expect, it } from 'vitest';
import { Random } from '../../src/data/random.ts';

const many = <T>(count: number, make: () => T) => Array.from({ length: count }, make);

describe('random numbers', () => {
  it('are those of xoshiro128** in C for the same state', () => {
    // Printed by the published algorithm compiled in C, its state set to the little-endian words of SHA-256("reference").
    const random = new Random('reference');
    expect(many(4, () => random.uint32())).toEqual([152141245, 3307718995, 31157229, 3338605378]);
  });

  it('are the same for the same key, others for a neighbouring one', () => {
    const [one, same, other] = ['shuffle 1 1', 'shuffle 1 1', 'shuffle 1 2'].map((key) => new Random(key));
    const first = many(100, () => one!.uint32());
    expect(many(100, () => same!.uint32())).toEqual(first);
    expect(many(100, () => other!.uint32()).filter((value, index) => value === first[index])).toEqual([]);
  });

  it('fall evenly below a bound, and normally around 0', () => {
    const random = new Random('even');
    const counts = new Uint32Array(7);
    for (let draw = 0; draw < 70_000; draw += 1) counts[random.below(7)]! += 1;
    const chiSquared = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquared).toBeLessThan(22.5); // 6 degrees of freedom, one in a thousand
    const normal = many(50_000, () => random.normal());
    const mean = normal.reduce((sum, value) => sum + value, 0) / normal.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(normal.reduce((sum, value) => sum + value * value, 0) / normal.length - 1)).toBeLessThan(0.03);
  });

  it('shuffle into all orders equally often', () => {
    const random = new Random('orders');
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 24_000; draw += 1) {
      const values = Uint32Array.of(0, 1, 2, 3);
      random.shuffle(values);
      counts.set(values.join(), (counts.get(values.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquared).toBeLessThan(49.7); // 23 degrees of freedom, one in a thousand
  });
});
