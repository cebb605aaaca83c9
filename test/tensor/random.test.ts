import { describe, expect, it } from 'vitest';
import { loadNative } from '../../src/tensor/native/load.ts';
import { createRandom, type PositionedRandom } from '../../src/tensor/random.ts';

const { tf } = await loadNative();

/** Draws of every kind; leaves no tensor. */
function draws(random: PositionedRandom): number[] {
  return tf.tidy(() => [...random.normal([3, 5]).dataSync(), ...random.uniform([4]).dataSync(), random.integer(), ...random.normal([2]).dataSync()]);
}

describe.each(['TENSORFLOW', 'WEBGPU'] as const)('random numbers for %s', (backend) => {
  it('follow from the seed', () => {
    const first = draws(createRandom(tf, backend, 7));
    expect(draws(createRandom(tf, backend, 7))).toEqual(first);
    expect(draws(createRandom(tf, backend, 8))).not.toEqual(first);
  });

  it('differ from draw to draw', () => {
    const random = createRandom(tf, backend, 7);
    expect(draws(random)).not.toEqual(draws(random));
  });

  it('go on from a position', () => {
    const random = createRandom(tf, backend, 7);
    draws(random);
    expect(random.position()).toBe(4);
    const rest = createRandom(tf, backend, 7, random.position());
    expect(draws(rest)).toEqual(draws(random));
  });

  it('have the mean and spread that they should', () => {
    const random = createRandom(tf, backend, 3);
    const moments = (tensor: ReturnType<PositionedRandom['normal']>) => {
      const { mean, variance } = tf.moments(tensor);
      return [mean.dataSync()[0], variance.dataSync()[0]];
    };
    tf.tidy(() => {
      const [mean, variance] = moments(random.normal([200, 500]));
      expect(mean).toBeCloseTo(0, 1);
      expect(variance).toBeCloseTo(1, 1);
      const [middle, spread] = moments(random.uniform([200, 500]));
      expect(middle).toBeCloseTo(0.5, 1);
      expect(spread).toBeCloseTo(1 / 12, 2);
    });
    const integers = Array.from({ length: 10_000 }, () => random.integer());
    expect(Math.min(...integers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...integers)).toBeLessThan(2 ** 31);
    expect(integers.reduce((sum, value) => sum + value, 0) / integers.length / 2 ** 30).toBeCloseTo(1, 1);
    expect(new Set(integers.map((value) => value % 10)).size).toBe(10);
  });
});
