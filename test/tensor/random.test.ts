import { describe, expect, it } from 'vitest';
import { type HostTensor, listenToHostTensors } from '../../src/tensor/compiled/feed.ts';
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
    const expected = draws(random);
    expect(draws(rest)).toEqual(expected);
    random.moveTo(4);
    expect(draws(random)).toEqual(expected);
  });

  it('leave out what is far from the mean where it is truncated', () => {
    tf.tidy(() => {
      const values = createRandom(tf, backend, 3).truncatedNormal([50_000]);
      expect(tf.max(tf.abs(values)).dataSync()[0]).toBeLessThanOrEqual(2);
      expect(tf.mean(values).dataSync()[0]).toBeCloseTo(0, 1);
      // 1 − 4 φ(2) / (2 Φ(2) − 1) of the normal distribution that is cut at 2.
      expect(tf.moments(values).variance.dataSync()[0]).toBeCloseTo(0.7737, 1);
    });
  });

  it('drop the share that they should, and keep the mean', () => {
    tf.tidy(() => {
      const random = createRandom(tf, backend, 3);
      const x = tf.fill([100, 300], 3);
      const values = random.dropout(x, 0.2).dataSync();
      expect(new Set(values)).toEqual(new Set([0, 3.75]));
      expect(values.filter((value) => value === 0).length / values.length).toBeCloseTo(0.2, 1);
      expect(random.position()).toBe(1);

      const gradient = tf.grad((input) => random.dropout(input, 0.5))(x).dataSync();
      expect(new Set(gradient)).toEqual(new Set([0, 2]));

      const [before, same] = [random.position(), random.dropout(x, 0)];
      expect(same).not.toBe(x);
      expect(same.dataSync()).toEqual(x.dataSync());
      expect(random.position()).toBe(before);
      expect(() => random.dropout(x, 1)).toThrow('at least 0 and below 1; it is 1');
    });
  });

  it('draw categories as often as their probabilities say', () => {
    tf.tidy(() => {
      const logits = tf.tile(tf.log(tf.tensor3d([[[0.1, 0.2, 0.7], [0, 0.5, 0.5]]])), [20_000, 1, 1]);
      const drawn = createRandom(tf, backend, 3).categorical(logits);
      expect(drawn).toMatchObject({ shape: [20_000, 2], dtype: 'int32' });
      const shares = tf.mean(tf.oneHot(tf.cast(drawn, 'int32'), 3), 0).dataSync();
      for (const [k, share] of [0.1, 0.2, 0.7, 0, 0.5, 0.5].entries()) expect(shares[k]).toBeCloseTo(share, 1);
      expect(shares[3]).toBe(0);
    });
  });

  it('leave no tensor behind', () => {
    const random = createRandom(tf, backend, 3);
    const x = tf.ones([3, 4]);
    const before = tf.memory().numTensors;
    tf.dispose([random.normal([2]), random.uniform([2]), random.truncatedNormal([2]), random.dropout(x, 0.5), random.dropout(x, 0), random.categorical(x)]);
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
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

describe('a compiled step that draws', () => {
  it('asks for a key in every call, and goes on from where it is moved to', () => {
    const random = createRandom(tf, 'TENSORFLOW', 7);
    const keys: HostTensor[] = [];
    listenToHostTensors((_, source) => keys.push(source));
    tf.dispose([random.normal([2]), random.uniform([2])]);
    listenToHostTensors(undefined);
    expect(keys.map((key) => [...key.compute()])).toEqual([[7, 2], [7, 3]]);
    expect(random.position()).toBe(4);
    random.moveTo(10);
    expect(keys.map((key) => [...key.compute()])).toEqual([[7, 10], [7, 11]]);
  });
});

describe('the numbers of a native seed', () => {
  // Checkpoints hold positions in this very sequence.
  it('are these', () => {
    const random = createRandom(tf, 'TENSORFLOW', 7);
    tf.tidy(() => {
      expect([...random.normal([2]).dataSync()]).toEqual([-0.6741727590560913, -0.35869255661964417]);
      expect([...random.uniform([2]).dataSync()]).toEqual([0.040120720863342285, 0.5423469543457031]);
      expect(random.integer()).toBe(737150132);
    });
  });
});
