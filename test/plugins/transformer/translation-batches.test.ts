import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { pairsDataset, readMulti30k } from '../../../bench/transformer/multi30k.ts';
import { packedBatches, type PackedBatch } from '../../../plugins/transformer/tasks/translation/batches.ts';
import { chooseBuckets, stepsPerEpoch } from '../../../plugins/transformer/tasks/translation/buckets.ts';
import { learnVocabulary, longestTranslation, measureLengths } from '../../../plugins/transformer/tasks/translation/corpus.ts';
import { END, START } from '../../../plugins/transformer/text/byte-pair.ts';
import { backwardsLanguage } from './made-up-language.ts';
import { collect } from './task-host.ts';

const MULTI30K = fileURLToPath(new URL('../../../../shared/data/multi30k_en_de', import.meta.url));

async function prepared(data = backwardsLanguage({ train: 5000, longest: 9 }), maxLength = 20) {
  const tokenizer = await learnVocabulary(data, 300);
  const { counts, ratio } = await measureLengths(data, tokenizer, maxLength);
  const buckets = chooseBuckets(counts, 32);
  const epoch = (epoch: number, from = 0) => collect(packedBatches(data, { tokenizer, buckets, maxLength, shuffle: { seed: 3, epoch }, from }));
  return { data, tokenizer, counts, ratio, buckets, steps: stepsPerEpoch(counts, buckets), epoch };
}

/** The rows of a batch that are no padding, as tokens. */
function rowsOf({ rows, length, sources, inputs, targets }: PackedBatch) {
  const row = (tokens: Int32Array, k: number) => [...tokens.subarray(k * length, (k + 1) * length)];
  return Array.from({ length: rows }, (_, k) => ({ source: row(sources, k), input: row(inputs, k), target: row(targets, k) })).filter(({ source }) => source[0] !== 0);
}

describe('batches of text pairs', () => {
  it('hold every pair of the epoch once, in as many steps as were counted', async () => {
    const { epoch, steps, buckets, tokenizer, data } = await prepared();
    const batches = await epoch(0);
    expect(batches).toHaveLength(steps);
    const told = batches.flatMap(rowsOf).map(({ source, target }) => `${tokenizer.decode(source)} = ${tokenizer.decode(target)}`).sort();
    const stored = (await collect(data.batches({ split: 'TRAIN', size: 999 }))).flatMap(({ sources, targets }) => sources.map((source, k) => `${source} = ${targets[k] ?? ''}`)).sort();
    expect(told).toEqual(stored);
    for (const { rows, length } of batches) expect(buckets).toContainEqual({ rows, length });
    expect(batches.filter((batch) => rowsOf(batch).length < batch.rows)).toHaveLength(1);
  });

  it('show the decoder START and the translation, and ask for the translation and END', async () => {
    const { epoch } = await prepared();
    for (const { source, input, target } of (await epoch(0)).flatMap(rowsOf)) {
      const end = target.indexOf(END);
      expect(source[source.findIndex((token) => token === 0) === -1 ? source.length - 1 : source.indexOf(0) - 1]).toBe(END);
      expect(input.slice(0, end + 1)).toEqual([START, ...target.slice(0, end)]);
      expect([...input.slice(end + 1), ...target.slice(end + 1)].every((token) => token === 0)).toBe(true);
    }
  });

  it('come in an order of the seed and the epoch alone, from any step', async () => {
    const { epoch, steps } = await prepared();
    const whole = await epoch(1);
    expect(whole).not.toEqual(await epoch(0));
    for (const from of [0, 1, 7, steps - 1, steps]) expect(await epoch(1, from)).toEqual(whole.slice(from));
  });

  it('have few shapes with about as many tokens each', async () => {
    const { buckets, steps, counts } = await prepared();
    const lengths = buckets.map(({ length }) => length);
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
    expect(buckets).toHaveLength(3);
    expect(lengths.at(-1)).toBe(counts.findLastIndex((count) => count > 0));
    const tokens = buckets.map(({ rows, length }) => rows * length);
    expect(Math.max(...tokens) / Math.min(...tokens)).toBeLessThan(1.1);
    expect(steps).toBeGreaterThan(5000 / 32 / 1.5);
    expect(steps).toBeLessThan((5000 / 32) * 1.5);
  });

  it('are cut at maxLength, with an END', async () => {
    const words = 'a b c d e f g h i j k l m n o p';
    const { epoch } = await prepared(pairsDataset({ TRAIN: { sources: [words], targets: [words] }, VALIDATION: { sources: [], targets: [] }, TEST: { sources: [], targets: [] } }), 8);
    const [row, ...more] = (await epoch(0)).flatMap(rowsOf);
    expect(more).toEqual([]);
    expect(row?.source).toHaveLength(8);
    expect([row?.source.at(-1), row?.target.at(-1)]).toEqual([END, END]);
  });

  it('bound translations by what training pairs have', async () => {
    const { ratio } = await prepared();
    expect(ratio).toBeLessThan(1.5);
    expect(longestTranslation(1.25, 11, 100)).toBe(20);
    expect(longestTranslation(1.25, 11, 12)).toBe(12);
  });

  it.skipIf(!existsSync(MULTI30K))('waste less than a tenth of Multi30k’s steps (needs ../shared/data)', async () => {
    const data = await readMulti30k(MULTI30K);
    const tokenizer = await learnVocabulary(data, 8000);
    const { counts } = await measureLengths(data, tokenizer, 128);
    const buckets = chooseBuckets(counts, 96);
    expect(buckets).toHaveLength(14);
    const padded = stepsPerEpoch(counts, buckets) * (buckets[0]?.rows ?? 0) * (buckets[0]?.length ?? 0);
    expect(counts.reduce((sum, count, length) => sum + count * length, 0) / padded).toBeGreaterThan(0.9);
  });
});
