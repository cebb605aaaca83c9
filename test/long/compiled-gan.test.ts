import { expect, test } from 'vitest';
import { compareModel } from '../../bench/exactness-of.ts';

/** Of the full 50 of `npm run check:compiled`; the other models are in `test/tensor/compiled/models.test.ts`. */
test('gan: 6 steps give the same losses and weights compiled', async () => {
  const steps = 6;
  const { losses, differing, fallback, replayed } = await compareModel('gan', steps);
  expect(fallback).toBeUndefined();
  expect(replayed).toBeGreaterThan(steps / 4);
  expect(losses).toBe(steps);
  expect(differing).toEqual([]);
});
