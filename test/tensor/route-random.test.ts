import { createRequire } from 'node:module';
import { afterEach, describe, expect, it } from 'vitest';
import type { Tensor, TensorFlow } from 'flywheel/plugin';
import { type HostTensor, listenToHostTensors } from '../../src/tensor/compiled/feed.ts';
import { loadNative } from '../../src/tensor/native/load.ts';
import { createRandom, type PositionedRandom } from '../../src/tensor/random.ts';
import { routeRandomFunctions } from '../../src/tensor/route-random.ts';

const { tf } = await loadNative();
const stock = { ...tf };

let restore = () => {};
afterEach(() => restore());

/** Routed to the seed's numbers until the test ends. */
function route(seed: number): PositionedRandom {
  restore();
  const random = createRandom(tf, 'TENSORFLOW', seed);
  restore = routeRandomFunctions(tf, random);
  return random;
}

const values = (make: () => Tensor): number[] => tf.tidy(() => [...make().dataSync()]);

type Layers = TensorFlow['layers'];
const calls: readonly [string, () => Tensor][] = [
  ['randomNormal', () => tf.randomNormal([6], 2, 3)],
  ['randomNormal of whole numbers', () => tf.randomNormal([6], 20, 30, 'int32')],
  ['truncatedNormal', () => tf.truncatedNormal([6])],
  ['randomStandardNormal', () => tf.randomStandardNormal([6])],
  ['randomUniform', () => tf.randomUniform([6], -1, 1)],
  ['randomUniform of whole numbers', () => tf.randomUniform([6], 0, 1000, 'int32')],
  ['randomUniformInt', () => tf.randomUniformInt([6], -1000, 1000)],
  ['randomUniformInt over a wide range', () => tf.randomUniformInt([6], 0, 2 ** 30)],
  ['randomGamma', () => tf.randomGamma([6], 2)],
  ['multinomial', () => tf.multinomial(tf.tensor1d([0.1, 0.2, 0.3, 0.4]), 30)],
  ['dropout', () => tf.dropout(tf.ones([100]), 0.5)],
  ['dropout of shared noise', () => tf.dropout(tf.ones([60, 3]), 0.5, [60, 1])],
  ...(['dropout', 'spatialDropout1d', 'gaussianNoise', 'gaussianDropout', 'alphaDropout'] satisfies (keyof Layers)[]).map((name): [string, () => Tensor] => [
    `the layer ${name}`, () => tf.layers[name]({ rate: 0.5, stddev: 1 }).apply(tf.ones([4, 20, 5]), { training: true }) as Tensor,
  ]),
  ...(['glorotNormal', 'heUniform', 'orthogonal', 'truncatedNormal'] as const).map((name): [string, () => Tensor] => [
    `the initializer ${name}`, () => tf.initializers[name]({}).apply([4, 4]),
  ]),
];

describe.each(calls)('%s', (_, call) => {
  it('follows from the seed, and from the draws before', () => {
    const random = route(7);
    const first = values(call);
    const position = random.position();
    expect(position).toBeGreaterThan(0);
    expect(values(call)).not.toEqual(first);
    random.moveTo(0);
    expect(values(call)).toEqual(first);
    expect(random.position()).toBe(position);
    route(8);
    expect(values(call)).not.toEqual(first);
  });

  it('leaves no tensor behind', () => {
    route(7);
    const before = tf.memory().numTensors;
    const made = tf.tidy(call);
    expect(tf.memory().numTensors).toBe(before + 1);
    made.dispose();
  });
});

describe('routed functions', () => {
  it('draw from the run’s numbers themselves', () => {
    const random = route(7);
    const drawn = values(() => tf.randomNormal([5]));
    random.moveTo(0);
    expect(values(() => random.normal([5]))).toEqual(drawn);
  });

  it('have the distribution that they should', () => {
    route(7);
    tf.tidy(() => {
      const moments = (tensor: Tensor) => [tf.mean(tensor).dataSync()[0] ?? NaN, Math.sqrt(tf.moments(tensor).variance.dataSync()[0] ?? NaN)];
      const near = (tensor: Tensor, mean: number, deviation: number) => {
        const [m = NaN, d = NaN] = moments(tensor);
        expect(Math.abs(m - mean)).toBeLessThan(0.02 * deviation);
        expect(Math.abs(d / deviation - 1)).toBeLessThan(0.02);
      };
      near(tf.randomNormal([50_000], 5, 3), 5, 3);
      near(tf.randomNormal([50_000], 5, 30, 'int32'), 5, 30);
      near(tf.randomUniform([50_000], -4, 2), -1, 6 / Math.sqrt(12));
      near(tf.truncatedNormal([50_000], 1, 2), 1, 2 * Math.sqrt(0.7737));
      near(tf.dropout(tf.ones([50_000]), 0.2), 1, 0.5);
      const counts = tf.sum(tf.oneHot(tf.cast(tf.multinomial(tf.log(tf.tensor2d([[0.1, 0.9], [0.5, 0.5]])), 50_000), 'int32'), 2), 1).dataSync();
      for (const [k, share] of [0.1, 0.9, 0.5, 0.5].entries()) expect((counts[k] ?? NaN) / 50_000).toBeCloseTo(share, 1);
      const dice = tf.randomUniformInt([50_000], -3, 3);
      expect(dice.dtype).toBe('int32');
      expect(new Set(dice.dataSync())).toEqual(new Set([-3, -2, -1, 0, 1, 2]));
      near(dice, -0.5, Math.sqrt(35 / 12));
    });
  });

  it('share noise where they are told to', () => {
    route(7);
    tf.tidy(() => {
      const rows = tf.dropout(tf.ones([50, 4]), 0.5, [50, 1]).arraySync() as number[][];
      for (const row of rows) expect(new Set(row).size).toBe(1);
      expect(new Set(rows.flat())).toEqual(new Set([0, 2]));
    });
  });

  it('are as they were where a seed is given, and draw nothing', () => {
    const seeded = [
      (from: TensorFlow) => from.randomNormal([4], 1, 2, 'float32', 5),
      (from: TensorFlow) => from.truncatedNormal([4], 1, 2, 'float32', 5),
      (from: TensorFlow) => from.randomStandardNormal([4], 'float32', 5),
      (from: TensorFlow) => from.randomUniform([4], 0, 1, 'float32', 0),
      (from: TensorFlow) => from.randomUniform([4], 0, 1, 'float32', 'seed'),
      (from: TensorFlow) => from.dropout(tf.ones([40]), 0.5, undefined, 5),
      (from: TensorFlow) => from.dropout(tf.ones([40]), 0),
    ];
    const expected = seeded.map((call) => values(() => call(stock)));
    const random = route(7);
    expect(seeded.map((call) => values(() => call(tf)))).toEqual(expected);
    expect(random.position()).toBe(0);
  });

  it('ask JavaScript for nothing but keys, so that a graph can draw anew', () => {
    const random = route(7);
    const dropout = tf.layers.dropout({ rate: 0.5 });
    const keys: HostTensor[] = [];
    listenToHostTensors((_, source) => keys.push(source));
    tf.tidy(() => [dropout.apply(tf.ones([3, 3]), { training: true }) as Tensor, tf.randomNormal([2], 1, 2)]);
    listenToHostTensors(undefined);
    expect(keys.map((key) => [...key.compute()])).toEqual([[7, 2], [7, 3]]);
    expect(random.position()).toBe(4);
  });

  it('carry gradients', () => {
    route(7);
    const gradient = values(() => tf.grad((x) => tf.dropout(x, 0.5))(tf.ones([100])));
    expect(new Set(gradient)).toEqual(new Set([0, 2]));
  });

  it('are put back', () => {
    const names = ['randomNormal', 'truncatedNormal', 'randomStandardNormal', 'randomUniform', 'randomUniformInt', 'randomGamma', 'multinomial', 'dropout'] as const;
    const core: unknown = createRequire(createRequire(import.meta.url).resolve('@tensorflow/tfjs'))('@tensorflow/tfjs-core');
    route(7);
    for (const name of names) expect(tf[name]).not.toBe(stock[name]);
    restore();
    for (const name of names) expect(tf[name]).toBe(stock[name]);
    expect(core).toMatchObject(Object.fromEntries(names.map((name) => [name, stock[name]])));
  });
});
