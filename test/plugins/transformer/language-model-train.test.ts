import { describe, expect, it } from 'vitest';
import { tf } from './layers-support.ts';
import { collect, filesOf, runTraining, textDataset, verse, verses, type Seen } from './language-model-support.ts';

const metrics = (events: Seen) => events.filter((event) => event.type === 'metrics');
const series = (events: Seen, name: string) => metrics(events).flatMap(({ values }) => values[name] ?? []);

describe('training a language model', () => {
  it('learns, tells nats, perplexity and bits, shows a text at each evaluation, and ends with a model', async () => {
    const events = await collect(runTraining({ settings: { epochs: 12 } }));
    const losses = series(events, 'validation/loss');
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2);
    expect(series(events, 'train/loss').at(-1)).toBeLessThan(1);
    const last = metrics(events).at(-1)?.values ?? {};
    expect(last['validation/perplexity']).toBeCloseTo(Math.exp(last['validation/loss'] ?? NaN), 10);
    // One token is one character here.
    expect(last['validation/bits_per_character']).toBeCloseTo((last['validation/loss'] ?? NaN) / Math.LN2, 10);
    const samples = events.filter((event) => event.type === 'samples');
    expect(samples).toHaveLength(losses.length);
    expect(samples.at(-1)?.outputs).toMatchObject([{ type: 'text', text: expect.stringMatching(/^.{200}$/s) }]);
    expect(filesOf(events).map(({ path }) => path).sort()).toEqual(['flywheel.json', 'model.json', 'weights.bin']);
  });

  it('gives the same for the same seed, and something else for another', async () => {
    const settings = { epochs: 1 };
    const [first, second, other] = [await collect(runTraining({ settings })), await collect(runTraining({ settings })), await collect(runTraining({ settings, seed: 2 }))];
    expect(second).toEqual(first);
    expect(metrics(other)).not.toEqual(metrics(first));
  });

  it('parts texts that are no pieces of one by an end, which it learns', async () => {
    const data = textDataset(verses, {});
    const events = await collect(runTraining({ data, settings: { epochs: 12 } }));
    const samples = events.filter((event) => event.type === 'samples').at(-1);
    // The samples are lines of 24 to 25 characters, so the text ends long before it has 200.
    expect(samples?.outputs).toMatchObject([{ text: expect.stringMatching(/^.{15,40}\n$/s) }]);
  });

  it('learns byte pairs; bits are per character whatever the tokens', async () => {
    const data = textDataset({ TRAIN: verse(200), VALIDATION: verse(12, 60), TEST: verse(12) });
    const [byCharacter, byPair] = await Promise.all(['CHARACTER', 'BYTE_PAIR'].map((tokenizer) => collect(runTraining({ data, settings: { tokenizer, vocabularySize: 300, epochs: 12 } }))));
    const last = (events: Seen | undefined) => metrics(events ?? []).at(-1)?.values ?? {};
    const pairs = last(byPair);
    expect(pairs['validation/bits_per_character']).toBeLessThan((pairs['validation/loss'] ?? NaN) / Math.LN2 / 2);
    expect(pairs['validation/bits_per_character']).toBeLessThan(1);
    expect(last(byCharacter)['validation/bits_per_character']).toBeLessThan(1);
  });

  it('leaves characters that the training split has not out of the metrics, and says so', async () => {
    const strange = textDataset({ ...verses, VALIDATION: verses.VALIDATION.map((line) => line.replace('fox', 'ƒox')) });
    const events = await collect(runTraining({ data: strange }));
    expect(events[0]).toMatchObject({ type: 'log', level: 'WARNING', line: expect.stringMatching(/^12 characters of the validation split \(4\.\d+ %\) are not in the vocabulary/) });
    expect(metrics(events).at(-1)?.values['validation/loss']).toBeLessThan(10);
  });

  it('says which vocabularySize would do where it is too small for the characters', async () => {
    const first = async (vocabularySize: number) => {
      for await (const event of runTraining({ settings: { vocabularySize } })) return event;
      return undefined;
    };
    const enough = new Set(verses.TRAIN.join('')).size + 3;
    expect(await first(20)).toMatchObject({ type: 'log', level: 'WARNING', line: expect.stringMatching(new RegExp(`^\\d+ characters of the training split \\(\\d+\\.\\d\\d %\\) have no token, and cannot be learned: vocabularySize is 20, and ${enough} would do\\.$`)) });
    expect(await first(enough)).toMatchObject({ type: 'metrics' });
  });

  it('refuses what cannot be', async () => {
    await expect(collect(runTraining({ settings: { heads: 3 } }))).rejects.toThrow('heads must divide modelSize');
    await expect(collect(runTraining({ settings: { modelSize: 18, heads: 2 } }))).rejects.toThrow('heads must leave each head an even part of modelSize');
    await expect(collect(runTraining({ settings: { tokenizer: 'WORD' } }))).rejects.toThrow('tokenizer must be CHARACTER or BYTE_PAIR');
    await expect(collect(runTraining({ settings: { labelSmoothing: 0.1 } }))).rejects.toThrow('labelSmoothing is not used by LANGUAGE_MODEL');
    await expect(collect(runTraining({ settings: { maxLength: 4096 } }))).rejects.toThrow(/The training split has 1\d{3} tokens, so maxLength must be at most 1\d{3}, not 4096/);
  });

  it('stops when it is canceled, and leaves no tensor behind', async () => {
    const settings = { epochs: 1 };
    await collect(runTraining({ settings }));
    const before = tf.memory().numTensors;
    const abort = new AbortController();
    const events: unknown[] = [];
    for await (const event of runTraining({ settings, signal: abort.signal })) {
      events.push(event);
      abort.abort();
    }
    expect(events).toHaveLength(1);
    await collect(runTraining({ settings, due: () => true }));
    expect(tf.memory().numTensors).toBe(before);
  });
});
