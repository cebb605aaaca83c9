import { describe, expect, it } from 'vitest';
import { inferencePass } from '../../../plugins/transformer/layers/network.ts';
import { Weights } from '../../../plugins/transformer/layers/weights.ts';
import { assemble, type Assembled } from '../../../plugins/transformer/tasks/classification/text/assemble.ts';
import { cutTokens } from '../../../plugins/transformer/tasks/classification/text/cut-tokens.ts';
import { defaultsFor } from '../../../plugins/transformer/tasks/classification/text/defaults.ts';
import { drawsFrom } from '../../../plugins/transformer/tasks/classification/text/draws.ts';
import { fitShares, together } from '../../../plugins/transformer/tasks/classification/text/halves.ts';
import { learnPairs } from '../../../plugins/transformer/tasks/classification/text/learn-pairs.ts';
import { logCountRatios } from '../../../plugins/transformer/tasks/classification/text/log-count-ratios.ts';
import { createTextModel } from '../../../plugins/transformer/tasks/classification/text/model.ts';
import { startFromRatios } from '../../../plugins/transformer/tasks/classification/text/ngram-head.ts';
import { NgramIndex } from '../../../plugins/transformer/tasks/classification/text/ngram-index.ts';
import { orderTexts } from '../../../plugins/transformer/tasks/classification/text/order-texts.ts';
import { textTensors } from '../../../plugins/transformer/tasks/classification/text/text-tensors.ts';
import { TokenStore } from '../../../plugins/transformer/tasks/classification/text/token-store.ts';
import { randomOf, tf, tools } from './task-host.ts';

const storeOf = (texts: readonly (readonly [tokens: number[], label: number])[]) => {
  const store = new TokenStore();
  for (const [tokens, label] of texts) store.add(tokens, label);
  return store;
};
const texts = storeOf([[[2, 3, 2, 3, 4], 0], [[2, 3, 5], 1], [[4, 5, 1, 5], 1], [[4, 5], 0]]);
const index = new NgramIndex(6, learnPairs(texts, 10));

describe('n-grams', () => {
  it('are the tokens and the pairs that two texts hold, the most frequent first', () => {
    // 2 3 stands in two texts, twice in the first; 4 5 in two; 3 2, 3 4 and 3 5 in one; 1 is unknown.
    expect(index.size).toBe(8);
    expect([index.pairs.at(0), index.pairs.at(1)]).toEqual([[2, 3], [4, 5]]);
    expect(learnPairs(texts, 1).size).toBe(1);
    const told: (readonly [number, number])[] = [];
    index.each([2, 3, 2, 3, 4], (ngram, place) => told.push([ngram, place]));
    expect(told).toEqual([[2, 0], [6, 0], [3, 1], [4, 4]]);
  });

  it('have log-count ratios of one class against the others', () => {
    const { ratios, scales } = logCountRatios(texts, index, 2);
    // Texts of class 0 hold 2, 3, 4 (twice), 5 and both pairs: with one more each 15 in all; class 1 2, 3, 4, 5 (twice), 1 and both pairs: 16.
    const ratio = Math.log(3 / 15) - Math.log(2 / 16);
    expect(ratios[4]).toBeCloseTo(ratio, 6);
    expect(ratios[8 + 4]).toBeCloseTo(-ratio, 6);
    expect(scales[4]).toBeCloseTo(Math.abs(ratio) + 0.02, 6);
  });

  it('make a new head say what naive Bayes says', () => {
    const weights = new Weights(tf, randomOf(1));
    const shape = { tokens: 6, pairs: 2, classes: 2, settings: { layers: 1, heads: 2, modelSize: 8, feedForwardSize: 8, dropout: 0, ngramHead: true } };
    const model = createTextModel({ tf, nn: tools.nn, weights }, shape);
    const all = logCountRatios(texts, index, 2);
    startFromRatios({ tf, nn: tools.nn, weights }, shape, all);
    const [bad = NaN, good = NaN] = tf.tidy(() => model(textTensors(tf, assemble([[2, 3, 2, 3, 4]], { index, scales: all.scales, embeddedPairs: 2 })), inferencePass).ngrams?.dataSync() ?? []);
    const sum = [2, 3, 4, 6].reduce((total, ngram) => total + (all.ratios[8 + ngram] ?? NaN), 0);
    // Numbers beyond the classes begin as a little noise.
    expect(good - bad).toBeCloseTo((0.3 * sum) / (4 * Math.sqrt(5)), 4);
    weights.dispose();
  });
});

describe('words and pairs by default', () => {
  const of = (classes: number, tokenizer?: 'WORD' | 'BYTE_PAIR') => {
    const { vocabularySize, ngrams } = defaultsFor({ kind: 'TEXT', classes: Array.from({ length: classes }, (_, k) => `class ${k}`), counts: { TRAIN: 20_000, VALIDATION: 0, TEST: 0 }, text: { mean: 60, longest: 400 } }, tokenizer);
    return [vocabularySize, ngrams];
  };

  it('are those that were measured of up to 100 classes', () => {
    expect([2, 50, 77, 100].map((classes) => of(classes))).toEqual([[60_000, 400_000], [60_000, 400_000], [60_000, 259_740], [60_000, 200_000]]);
    expect([2, 100].map((classes) => of(classes, 'BYTE_PAIR'))).toEqual([[16_000, 400_000], [16_000, 200_000]]);
  });

  it('have together a bounded number for every class', () => {
    for (const classes of [101, 200, 433, 1000, 5000, 10_000]) {
      for (const tokenizer of ['WORD', 'BYTE_PAIR'] as const) {
        const [words = NaN, pairs = NaN] = of(classes, tokenizer);
        expect((words + pairs) * classes).toBeLessThanOrEqual(26e6);
        expect(words).toBeGreaterThan(259);
        expect(pairs).toBeGreaterThanOrEqual(100);
      }
    }
  });
});

describe('assembled texts', () => {
  const whole = { index, embeddedPairs: 1 };

  it('hold each n-gram at its first place, and weigh those without an embedding nothing', () => {
    const batch = assemble([[2, 3, 2], [4, 5, 4, 5, 3]], whole);
    expect([batch.rows, batch.length]).toEqual([2, 8]);
    expect([...batch.mask.subarray(8)]).toEqual([1, 1, 1, 1, 1, 0, 0, 0]);
    expect([...batch.tokens.subarray(0, 4)]).toEqual([2, 3, 2, 0]);
    expect([...batch.tokenWeights.subarray(0, 4)]).toEqual([1, 1, 1, 0]);
    expect([...batch.pairWeights.subarray(0, 4)]).toEqual([1, 0, 0, 0]);
    expect([...batch.pairs.subarray(8, 12)]).toEqual([1, 0, 0, 0]);
    expect([...batch.pairWeights.subarray(8, 12)]).toEqual([0, 0, 0, 0]);
    const scale = Math.fround(1 / (4 * Math.sqrt(5)));
    expect([...batch.bagTokenWeights.subarray(8, 13)]).toEqual([scale, scale, 0, 0, scale]);
    expect([...batch.bagPairWeights.subarray(8, 13)]).toEqual([scale, 0, 0, 0, 0]);
  });

  it('lose places and n-grams while training, and weigh the same in the mean', () => {
    const text = Array.from({ length: 400 }, (_, k) => 2 + (k % 4));
    const many = Array.from({ length: 200 }, () => text);
    const draw = drawsFrom(3);
    const batch = assemble(many, { ...whole, dropout: { places: 0.5, ngrams: 0.3, draw } });
    const total = (numbers: Float32Array) => numbers.reduce((sum, value) => sum + value, 0);
    expect(total(batch.mask) / 200).toBeCloseTo(200, -1);
    expect(batch.length).toBeLessThanOrEqual(256);
    // Places that are left out leave no gap.
    const first = batch.mask.subarray(0, batch.length);
    expect(first.lastIndexOf(1)).toBe(total(first) - 1);
    expect(total(batch.tokenWeights)).toBeCloseTo(total(batch.mask), -3);
    const undropped = assemble(many, whole);
    expect(total(batch.bagTokenWeights) / total(undropped.bagTokenWeights)).toBeCloseTo(1, 0);
    expect(assemble([[2]], { ...whole, dropout: { places: 0.9, ngrams: 0, draw: () => 0.1 } }).mask[0]).toBe(1);
  });

  it('are cut in the middle, and never empty', () => {
    expect(cutTokens([1, 2, 3, 4, 5, 6, 7, 8], 4)).toEqual([1, 6, 7, 8]);
    expect(cutTokens([5], 4)).toEqual([5]);
    expect(cutTokens([], 4)).toEqual([1]);
  });

  it('come in an order that seed and epoch decide, every text once and the last batch filled up', () => {
    const lengths = Int32Array.from({ length: 103 }, (_, k) => 1 + ((k * 37) % 50));
    const batches = orderTexts(lengths, 10, 1, 0);
    expect(batches.map(({ length }) => length)).toEqual(new Array(11).fill(10));
    expect(new Set(batches.flatMap((batch) => [...batch])).size).toBe(103);
    expect(orderTexts(lengths, 10, 1, 0)).toEqual(batches);
    expect(orderTexts(lengths, 10, 1, 1)).not.toEqual(batches);
    // Texts of like length share a batch.
    for (const batch of batches) expect(Math.max(...batch.map((text) => lengths[text] ?? 0)) - Math.min(...batch.map((text) => lengths[text] ?? 0))).toBeLessThan(50);
  });
});

describe('padding', () => {
  const weights = new Weights(tf, randomOf(2));
  const model = createTextModel({ tf, nn: tools.nn, weights }, { tokens: 6, pairs: 2, classes: 3, settings: { layers: 2, heads: 2, modelSize: 8, feedForwardSize: 8, dropout: 0.3, ngramHead: true } });
  const said = (batch: Assembled) => tf.tidy(() => {
    const { transformer, ngrams } = model(textTensors(tf, batch), inferencePass);
    return tf.concat([transformer, ngrams ?? transformer], 1).arraySync() as number[][];
  });
  const options = { index, embeddedPairs: 2 };

  it('changes nothing: neither what stands there nor how much of it there is', () => {
    const batch = assemble([[2, 3, 4]], options);
    const [alone] = said(batch);
    // Tokens where there is none, without a weight.
    batch.tokens[3] = 5;
    batch.pairs[3] = 1;
    expect(said(batch)[0]).toEqual(alone);
    const [beside] = said(assemble([[2, 3, 4], Array.from({ length: 60 }, (_, k) => 2 + (k % 4))], options));
    beside?.forEach((logit, k) => expect(logit).toBeCloseTo(alone?.[k] ?? NaN, 5));
  });
});

describe('the shares of both halves', () => {
  const labels = [0, 1, 0, 1, 1, 0];
  const right = Float32Array.from(labels.flatMap((label) => (label === 1 ? [0, 1] : [1, 0])));
  // Right four times of six, and sure of it.
  const mixed = Float32Array.from([0, 5, 0, 5, 5, 0, 5, 0, 0, 5, 5, 0]);

  it('are those of the least cross entropy', () => {
    const [ofTransformer, ofNgrams] = fitShares({ transformer: mixed, ngrams: right }, labels, 2);
    const loss = (a: number, b: number) => {
      const logits = together({ transformer: mixed, ngrams: right }, [a, b]);
      const all = labels.reduce((sum, label, k) => sum + Math.log(1 + Math.exp((logits[2 * k + 1 - label] ?? NaN) - (logits[2 * k + label] ?? NaN))), 0);
      return all + ((a - 0.5) ** 2 + (b - 0.5) ** 2) / 2;
    };
    const least = loss(ofTransformer, ofNgrams);
    for (const [da, db] of [[0.01, 0], [-0.01, 0], [0, 0.01], [0, -0.01]] as const) expect(loss(ofTransformer + da, ofNgrams + db)).toBeGreaterThan(least);
    expect(ofNgrams).toBeGreaterThan(1);
  });

  it('are 0 of a half that is worse than none, and even where there is no sample', () => {
    const wrong = right.map((value) => -3 * value);
    const [none, all] = fitShares({ transformer: wrong, ngrams: mixed.map((value, k) => value + 2 * (right[k] ?? 0)) }, labels, 2);
    expect(none).toBe(0);
    expect(all).toBeGreaterThan(0);
    expect(fitShares({ transformer: new Float32Array(), ngrams: new Float32Array() }, [], 2)).toEqual([0.5, 0.5]);
  });
});
