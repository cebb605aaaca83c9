import { expect, test } from 'vitest';
import { promotions, samplesNeeded, type Situation } from '../../bench/gate-replays/replay.ts';
import { Random } from '../../src/data/random.ts';

/** Two models of a classifier that differ on 5 % of samples; `npm run check:gate` looks at more. */
const differing = 0.05;
const situation = (gain: number): Situation => ({ samples: samplesNeeded(differing, 0.02), classes: 10, accuracy: 0.85, gain, differing });
const rules = { minimumImprovement: 0, maximumClassDrop: null };
const of100 = (gain: number, minimumImprovement = 0) => promotions(new Random(`gate ${gain}`), situation(gain), { ...rules, minimumImprovement }, 100);

test('a worse candidate is promoted in none of 100 replays, one that is better by two points in 90', () => {
  expect(situation(0).samples).toBe(1612);
  expect([of100(-0.02), of100(-0.01), of100(-0.005)]).toEqual([0, 0, 0]);
  expect(of100(0)).toBeLessThanOrEqual(7);
  expect(of100(0.02)).toBeGreaterThanOrEqual(90);
});

test('a minimum improvement keeps out what is no better, and half of what is better by just that', () => {
  expect(of100(0, 0.02)).toBe(0);
  expect(of100(0.02, 0.02)).toBeGreaterThan(30);
  expect(of100(0.02, 0.02)).toBeLessThan(70);
});
