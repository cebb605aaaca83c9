import { expect, test } from 'vitest';
import { compareModel } from '../../bench/exactness-of.ts';

/** Of the full 50, which `npm run check:compiled` does. */
test.each([['vae', 20], ['transformer', 12], ['gan', 6]] as const)('%s: %i steps give the same losses and weights compiled', async (name, steps) => {
  const { losses, differing, fallback, replayed } = await compareModel(name, steps);
  expect(fallback).toBeUndefined();
  expect(replayed).toBeGreaterThan(steps / 4);
  expect(losses).toBe(steps);
  expect(differing).toEqual([]);
});
