import type { Tensor } from 'flywheel/plugin';
import { describe, expect, it } from 'vitest';
import { createDecoderLayer } from '../../../plugins/transformer/layers/decoder-layer.ts';
import { createEncoderLayer } from '../../../plugins/transformer/layers/encoder-layer.ts';
import { causalMask, paddingMask } from '../../../plugins/transformer/layers/masks.ts';
import { inferencePass } from '../../../plugins/transformer/layers/network.ts';
import { rotate, rotationOf } from '../../../plugins/transformer/layers/rotary.ts';
import { createNetwork, draw, largestDifference, numbers, stir, tf } from './layers-support.ts';

const SIZES = { size: 16, heads: 2, feedForwardSize: 24, dropout: 0 };
const LENGTH = 12;

/** x with other numbers from one place on. */
function changedFrom(x: Tensor, place: number, seed: number): Tensor {
  const kept = tf.slice(x, [0, 0, 0], [-1, place, -1]);
  return tf.concat([kept, tf.mul(draw([x.shape[0] ?? 0, (x.shape[1] ?? 0) - place, x.shape[2] ?? 0], seed), 1000)], 1);
}

const firstPlaces = (x: Tensor, count: number) => numbers(tf.slice(x, [0, 0, 0], [-1, count, -1]));

describe('masks', () => {
  it('let no later token change anything, to the last bit', () => {
    const network = createNetwork();
    const layer = createDecoderLayer(network, 'layer', { ...SIZES, isCross: false });
    stir(network);
    const inputs = { mask: causalMask(tf, LENGTH), rotation: rotationOf(tf, [...Array(LENGTH).keys()], 8) };
    const run = (x: Tensor) => layer.run(x, inputs, inferencePass);
    const x = draw([2, LENGTH, 16], 1);
    const result = run(x);
    for (const place of [1, 5, 11]) {
      const other = run(changedFrom(x, place, place));
      expect(firstPlaces(other, place)).toEqual(firstPlaces(result, place));
      expect(firstPlaces(other, place + 1)).not.toEqual(firstPlaces(result, place + 1));
    }
  });

  it('let no padded token change anything elsewhere, nor any gradient, to the last bit', () => {
    const network = createNetwork();
    const layer = createEncoderLayer(network, 'layer', SIZES);
    stir(network);
    const mask = paddingMask(tf, tf.tensor2d([[5, 6, 7, 8, 0, 0], [5, 6, 7, 8, 0, 0]], [2, 6], 'int32'));
    const x = draw([2, 6, 16], 1);
    const [a, b] = [x, changedFrom(x, 4, 2)].map((input) => {
      const shown = (given: Tensor) => tf.slice(layer(given, mask, inferencePass), [0, 0, 0], [-1, 4, -1]);
      const { grads } = tf.variableGrads(() => tf.sum(tf.square(shown(input))), network.weights.variables);
      const byInput = tf.grad((given: Tensor) => tf.sum(tf.square(shown(given))))(input);
      return { shown: numbers(shown(input)), grads: Object.values(grads).map(numbers), padded: numbers(tf.slice(byInput, [0, 4, 0], [-1, -1, -1])) };
    });
    expect(b?.shown).toEqual(a?.shown);
    expect(b?.grads).toEqual(a?.grads);
    expect(b?.padded.every((value) => value === 0)).toBe(true);
  });

  it('give a text the same numbers however far it is padded, within 2e-6', () => {
    const network = createNetwork();
    const layer = createEncoderLayer(network, 'layer', SIZES);
    stir(network);
    const x = draw([1, 4, 16], 1);
    const tokens = (length: number) => tf.tensor2d([Array.from({ length }, (_, k) => (k < 4 ? 1 : 0))], [1, length], 'int32');
    const alone = layer(x, paddingMask(tf, tokens(4)), inferencePass);
    const padded = layer(tf.concat([x, draw([1, 28, 16], 3)], 1), paddingMask(tf, tokens(32)), inferencePass);
    expect(largestDifference(tf.slice(padded, [0, 0, 0], [1, 4, 16]), alone)).toBeLessThan(2e-6);
  });

  it('keep padded memory out of cross-attention, to the last bit', () => {
    const network = createNetwork();
    const layer = createDecoderLayer(network, 'layer', { ...SIZES, isCross: true });
    stir(network);
    const mask = paddingMask(tf, tf.tensor2d([[1, 1, 1, 0, 0]], [1, 5], 'int32'));
    const x = draw([1, LENGTH, 16], 1);
    const run = (encoded: Tensor) => numbers(layer.run(x, { mask: causalMask(tf, LENGTH), memory: { ...layer.remember(encoded), mask } }, inferencePass));
    const encoded = draw([1, 5, 16], 2);
    expect(run(changedFrom(encoded, 3, 4))).toEqual(run(encoded));
    expect(run(changedFrom(encoded, 2, 4))).not.toEqual(run(encoded));
  });
});

describe('rotary positions', () => {
  it('let the product of a query and a key depend on their distance alone, within 1e-5', () => {
    const [q, k] = [draw([1, 1, 1, 32], 1), draw([1, 1, 1, 32], 2)];
    const product = (queryPlace: number, keyPlace: number) =>
      numbers(tf.sum(tf.mul(rotate(tf, q, rotationOf(tf, [queryPlace], 32)), rotate(tf, k, rotationOf(tf, [keyPlace], 32)))))[0] ?? NaN;
    for (const distance of [0, 1, 7, 100]) {
      const near = product(distance, 0);
      for (const shift of [3, 511, 100_000]) expect(Math.abs(product(distance + shift, shift) - near)).toBeLessThan(1e-5);
    }
    expect(Math.abs(product(1, 0) - product(0, 0))).toBeGreaterThan(0.01);
  });
});
