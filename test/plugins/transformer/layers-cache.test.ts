import type { Tensor } from 'flywheel/plugin';
import { describe, expect, it } from 'vitest';
import { capacityFor, chooseRows, emptyCache, growCache, placesOf, type KeyValues, type Places } from '../../../plugins/transformer/layers/cache.ts';
import { createDecoderLayer, type DecoderLayer } from '../../../plugins/transformer/layers/decoder-layer.ts';
import { causalMask, paddingMask } from '../../../plugins/transformer/layers/masks.ts';
import { inferencePass } from '../../../plugins/transformer/layers/network.ts';
import { rotationOf, type Rotation } from '../../../plugins/transformer/layers/rotary.ts';
import { createNetwork, draw, largestDifference, numbers, stir, tf, tools } from './layers-support.ts';

const SIZE = 16;
const HEADS = 2;
const LENGTH = 24;
const positions = (start: number, count: number) => Array.from({ length: count }, (_, k) => start + k);
const rotationAt = (start: number, count: number) => rotationOf(tf, positions(start, count), SIZE / HEADS);

function createLayer(isCross: boolean): DecoderLayer {
  const network = createNetwork();
  const layer = createDecoderLayer(network, 'layer', { size: SIZE, heads: HEADS, feedForwardSize: 24, dropout: 0.5, isCross });
  stir(network);
  return layer;
}

function fresh(capacity: number, batch = 2): KeyValues {
  const [cache] = emptyCache(tf, { layers: 1, batch, heads: HEADS, capacity, headSize: SIZE / HEADS });
  if (cache === undefined) throw new Error('There is no cache.');
  return cache;
}

const part = (x: Tensor, start: number, count: number) => tf.slice(x, [0, start, 0], [-1, count, -1]);

describe('decoding with a cache', () => {
  it.each([
    { blocks: Array<number>(LENGTH).fill(1) },
    { blocks: [10, ...Array<number>(14).fill(1)] },
    { blocks: [7, 1, 9, 7] },
  ])('gives what all places at once give, within 1e-5: $blocks', ({ blocks }) => {
    const layer = createLayer(true);
    const memory = { ...layer.remember(draw([2, 5, SIZE], 2)), mask: paddingMask(tf, tf.tensor2d([[1, 1, 1, 1, 1], [1, 1, 0, 0, 0]], [2, 5], 'int32')) };
    const x = draw([2, LENGTH, SIZE], 1);
    const whole = layer.run(x, { mask: causalMask(tf, LENGTH), rotation: rotationAt(0, LENGTH), memory }, inferencePass);
    let cache = fresh(32);
    let start = 0;
    for (const count of blocks) {
      const places = placesOf(tf, { start, count, capacity: 32 });
      const step = layer.step(part(x, start, count), { cache, places, rotation: rotationAt(start, count), memory });
      expect(largestDifference(step.x, part(whole, start, count))).toBeLessThan(1e-5);
      cache = step.cache;
      start += count;
    }
  });

  it('leaves out the padding of a padded block, to the last bit of what follows', () => {
    const layer = createLayer(false);
    const x = draw([2, 8, SIZE], 1);
    const [a, b] = [x, tf.concat([part(x, 0, 5), draw([2, 3, SIZE], 9)], 1)].map((block) => {
      const { cache } = layer.step(block, { cache: fresh(16), places: placesOf(tf, { start: 0, count: 5, tokens: 8, capacity: 16 }), rotation: rotationAt(0, 8) });
      return numbers(layer.step(part(x, 5, 1), { cache, places: placesOf(tf, { start: 5, count: 1, capacity: 16 }), rotation: rotationAt(5, 1) }).x);
    });
    expect(b).toEqual(a);
  });

  it('goes on in larger buffers with the same numbers, within 1e-6', () => {
    const layer = createLayer(false);
    const x = draw([2, 9, SIZE], 1);
    const { cache } = layer.step(part(x, 0, 8), { cache: fresh(8), places: placesOf(tf, { start: 0, count: 8, capacity: 8 }) });
    const next = (from: KeyValues, capacity: number) => layer.step(part(x, 8, 1), { cache: from, places: placesOf(tf, { start: 8, count: 1, capacity }) }).x;
    const [grown, larger] = [growCache(tf, [cache], 16)[0], growCache(tf, [cache], 64)[0]];
    expect(largestDifference(next(grown ?? cache, 16), next(larger ?? cache, 64))).toBeLessThan(1e-6);
    expect([1, 64, 65, 300, 5000].map((places) => capacityFor(places, 64, 1000))).toEqual([64, 64, 128, 512, 1000]);
  });

  it('sees the last places alone, once its buffers are full: those before change nothing, within 1e-5', () => {
    const layer = createLayer(false);
    const x = draw([2, LENGTH, SIZE], 1);
    let cache = fresh(8);
    for (let place = 0; place < LENGTH; place += 1) {
      const { x: y, cache: next } = layer.step(part(x, place, 1), { cache, places: placesOf(tf, { start: place, count: 1, capacity: 8 }), rotation: rotationAt(place, 1) });
      const since = Math.max(0, place - 7);
      const window = layer.run(part(x, since, place + 1 - since), { mask: causalMask(tf, place + 1 - since), rotation: rotationAt(0, place + 1 - since) }, inferencePass);
      expect(largestDifference(y, part(window, place - since, 1))).toBeLessThan(1e-5);
      cache = next;
    }
    expect(() => placesOf(tf, { start: 5, count: 4, capacity: 8 })).toThrow('4 tokens from place 5 do not fit in a cache of 8 places');
  });

  it('chooses rows for beams', () => {
    const cache = { keys: draw([3, 2, 4, 8], 1), values: draw([3, 2, 4, 8], 2) };
    const [chosen] = chooseRows(tf, [cache], tf.tensor1d([2, 2, 0, 1], 'int32'));
    expect(numbers(chosen?.values ?? cache.values)).toEqual(numbers(tf.concat([2, 2, 0, 1].map((row) => tf.slice(cache.values, [row, 0, 0, 0], [1, 2, 4, 8])))));
  });

  it('is one graph however long the text grows', () => {
    const layer = createLayer(false);
    const step = tools.compile((x: Tensor, places: Places, rotation: Rotation, cache: KeyValues) => layer.step(x, { cache, places, rotation }), { name: 'decode' });
    const x = draw([2, LENGTH, SIZE], 1);
    const whole = layer.run(x, { mask: causalMask(tf, LENGTH), rotation: rotationAt(0, LENGTH) }, inferencePass);
    let cache: KeyValues = fresh(32);
    for (let place = 0; place < LENGTH; place += 1) {
      const result = step(part(x, place, 1), placesOf(tf, { start: place, count: 1, capacity: 32 }), rotationAt(place, 1), cache);
      expect(largestDifference(result.x, part(whole, place, 1))).toBeLessThan(1e-5);
      cache = result.cache;
    }
    expect([step.graphs, step.fallback]).toEqual([1, undefined]);
    step.dispose();
  });
});
