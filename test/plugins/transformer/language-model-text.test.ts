import { describe, expect, it } from 'vitest';
import { readCorpus } from '../../../plugins/transformer/tasks/language-model/corpus.ts';
import { fit } from '../../../plugins/transformer/tasks/language-model/fit.ts';
import { createSampler } from '../../../plugins/transformer/tasks/language-model/sample.ts';
import { learnTokenizer, openTokenizer } from '../../../plugins/transformer/tasks/language-model/tokenizer.ts';
import { planWindows, windowBatches } from '../../../plugins/transformer/tasks/language-model/windows.ts';
import { createRandom } from '../../../src/tensor/random.ts';
import { tf } from './layers-support.ts';
import { textDataset } from './language-model-support.ts';

async function* of(...texts: string[]) {
  yield* texts;
}

describe('windows', () => {
  const tokens = Uint16Array.from({ length: 1000 }, (_, k) => k);
  const plan = planWindows(tokens.length, 32, 5);
  const epoch = (number: number, seed = 1, from = 0) => [...windowBatches({ tokens }, 32, plan, { seed, epoch: number, from })];

  it('cover the text once in an epoch, and foretell what follows', () => {
    expect(plan).toEqual({ windows: 30, rows: 5, stepsPerEpoch: 6 });
    const batches = epoch(0);
    const seen = batches.flatMap(({ inputs }) => [...inputs]);
    expect(seen).toHaveLength(960);
    expect(new Set(seen).size).toBe(960);
    expect(batches.flatMap(({ targets }) => [...targets])).toEqual(seen.map((token) => token + 1));
  });

  it('are others in every epoch and for every seed, the same for the same, and go on where they stopped', () => {
    expect(epoch(0)).toEqual(epoch(0));
    expect(epoch(1)).not.toEqual(epoch(0));
    expect(epoch(0, 2)).not.toEqual(epoch(0));
    expect(epoch(3, 1, 4)).toEqual(epoch(3).slice(4));
    expect(new Set([0, 1, 2, 3].map((number) => Math.min(...epoch(number).flatMap(({ inputs }) => [...inputs])))).size).toBeGreaterThan(1);
  });

  it('are fewer where the text is short', () => {
    expect(planWindows(33, 32, 16)).toEqual({ windows: 1, rows: 1, stepsPerEpoch: 1 });
    expect(() => planWindows(32, 32, 16)).toThrow('The training split has 32 tokens, so maxLength must be at most 31, not 32.');
  });
});

describe('texts', () => {
  it('are joined as they are where they are one, and parted by ends where not', async () => {
    const splits = { TRAIN: ['To be, ', 'or not'], VALIDATION: [], TEST: [] };
    const tokenizer = openTokenizer(await learnTokenizer('CHARACTER', 100, of(...splits.TRAIN)));
    const one = await readCorpus(textDataset(splits), 'TRAIN', tokenizer);
    expect([...one.tokens]).toEqual([...tokenizer.encode('To be, or not')]);
    const { end } = tokenizer;
    const several = await readCorpus(textDataset(splits, {}), 'TRAIN', tokenizer);
    expect([...several.tokens]).toEqual([end, ...tokenizer.encode('To be, '), end, ...tokenizer.encode('or not'), end]);
    expect([one.characters, several.characters]).toEqual([13, 13]);
  });

  it.each(['CHARACTER', 'BYTE_PAIR'] as const)('are written as they were read, token by token (%s)', async (type) => {
    const text = 'Ja, 🦊 – füchse\n\n  laufen!\tƒin\n';
    const tokenizer = openTokenizer(await learnTokenizer(type, 400, of(text, text)));
    const tokens = tokenizer.encode(text);
    const decoder = tokenizer.decoderAfter([tokenizer.end]);
    expect(tokens.map((token) => decoder.add(token)).join('') + decoder.end()).toBe(text);
    expect(tokenizer.unknownIn('füx')).toEqual(type === 'CHARACTER' ? ['x'] : []);
  });

  it('keep the most frequent characters where there is no room for all', async () => {
    const tokenizer = openTokenizer(await learnTokenizer('CHARACTER', 5, of('aaabbc')));
    expect(tokenizer.encode('abcd')).toEqual([3, 4, tokenizer.unknown, tokenizer.unknown]);
  });
});

describe('drawing a token', () => {
  const logits = Float32Array.from([9, 0, Math.log(2), Math.log(5), -Infinity]);
  const shares = async (options: { temperature: number; topK: number }) => {
    const choose = createSampler({ ...options, never: [0] }, createRandom(tf, 'TENSORFLOW', 3));
    const counts = Array<number>(logits.length).fill(0);
    for (let k = 0; k < 4000; k += 1) {
      const token = await choose(logits);
      counts[token] = (counts[token] ?? 0) + 1;
    }
    return counts.map((count) => count / 4000);
  };

  it('follows the probabilities, without what is never drawn', async () => {
    (await shares({ temperature: 1, topK: Infinity })).forEach((share, k) => expect(share).toBeCloseTo([0, 1 / 8, 2 / 8, 5 / 8, 0][k] ?? NaN, 1));
    (await shares({ temperature: 0.5, topK: Infinity })).forEach((share, k) => expect(share).toBeCloseTo([0, 1 / 30, 4 / 30, 25 / 30, 0][k] ?? NaN, 1));
  });

  it('takes the likeliest few, or the likeliest', async () => {
    (await shares({ temperature: 1, topK: 2 })).forEach((share, k) => expect(share).toBeCloseTo([0, 0, 2 / 7, 5 / 7, 0][k] ?? NaN, 1));
    expect(await shares({ temperature: 0, topK: Infinity })).toEqual([0, 0, 0, 1, 0]);
  });
});

describe('settings', () => {
  const dataset = (characters: number) => ({ kind: 'TEXT', classes: [], counts: { TRAIN: characters / 100, VALIDATION: 10, TEST: 10 }, text: { mean: 100, longest: 100 } }) as const;
  const given = { ...textDefaults(), optimizer: 'ADAMW' as const };

  it('suit the length of the text', () => {
    const [small, large] = [fit(given, dataset(1e6)), fit(given, dataset(50e6))];
    expect(small).toMatchObject({ ok: true, values: { tokenizer: 'CHARACTER', task: 'LANGUAGE_MODEL' } });
    expect(large).toMatchObject({ ok: true, values: { tokenizer: 'BYTE_PAIR', epochs: 1, dropout: 0 } });
    expect(small.ok && (small.values.dropout ?? 0) > 0).toBe(true);
    expect(fit({ ...given, epochs: 4 }, dataset(1e6))).toMatchObject({ ok: true, values: { epochs: 4, dropout: 0 } });
  });
});

/** Nothing is given but what has a default. */
function textDefaults(): Omit<Parameters<typeof fit>[0], 'optimizer'> {
  const names = ['task', 'epochs', 'batchSize', 'learningRate', 'layers', 'heads', 'modelSize', 'feedForwardSize', 'dropout', 'tokenDropout', 'weightDecay', 'labelSmoothing', 'maxLength', 'tokenizer', 'vocabularySize', 'ngramHead', 'ngrams', 'patchSize', 'convolutionalStem', 'beamSize'] as const;
  return Object.fromEntries(names.map((name) => [name, undefined])) as Record<(typeof names)[number], undefined>;
}
