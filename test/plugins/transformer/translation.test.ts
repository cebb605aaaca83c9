import { PromptError, type LoadedModel, type Output, type TextPart } from 'flywheel/plugin';
import { describe, expect, it } from 'vitest';
import type { Prompt } from '../../../plugins/transformer/prompt.ts';
import { executor } from '../../../plugins/transformer/tasks/translation/executor.ts';
import { fit } from '../../../plugins/transformer/tasks/translation/fit.ts';
import { backwardsLanguage, translateBackwards } from './made-up-language.ts';
import { afterCalls, collect, generate, seriesOf, TaskHost, tf, warnings } from './task-host.ts';

const small = { epochs: 2, batchSize: 32, modelSize: 32, feedForwardSize: 64, heads: 4, layers: 2, vocabularySize: 300, learningRate: 5e-3, dropout: 0.1 };
const host = new TaskHost(executor, fit, backwardsLanguage({ train: 600, longest: 4 }));

describe('training a translator', () => {
  it('learns a made-up language, and translates it; the number of tensors stays flat', async () => {
    const events = [];
    const tensors: number[] = [];
    for await (const event of host.train({ settings: { ...small, epochs: 30 } })) {
      events.push(event);
      if (event.type === 'metrics' && 'train/loss' in event.values) tensors.push(tf.memory().numTensors);
    }
    expect(tensors.length).toBeGreaterThan(60);
    expect(new Set(tensors.slice(10))).toEqual(new Set([tensors[10]]));
    expect(seriesOf(events, 'validation/bleu')).toHaveLength(30);
    expect(seriesOf(events, 'validation/bleu').at(-1)).toBeGreaterThan(95);
    expect(seriesOf(events, 'validation/loss').at(-1)).toBeLessThan(0.2);
    expect(seriesOf(events, 'validation/perplexity').at(-1)).toBeCloseTo(Math.exp(seriesOf(events, 'validation/loss').at(-1) ?? NaN), 9);
    // Smoothed targets keep the training loss above their entropy.
    expect(seriesOf(events, 'train/loss').at(-1)).toBeLessThan(1.6);
    const samples = events.filter((event) => event.type === 'samples').at(-1);
    expect(samples?.outputs).toHaveLength(4);
    expect(samples?.outputs[3]).toEqual({ type: 'text', text: expect.stringMatching(/^(\w+ ?)+\n→ (\w+ ?)+\n= (\w+ ?)+$/) });
    expect(warnings).toEqual([]);

    const model = await host.load(events);
    expect(await host.test(model)).toEqual({ loss: expect.any(Number), perplexity: expect.any(Number), bleu: expect.any(Number) });
    expect((await host.test(model))['bleu']).toBeGreaterThan(90);
    const source = 'ka mi no sa';
    expect(await generate(model, { text: source })).toEqual([{ type: 'text', text: translateBackwards(source) }]);
    const lines = await generate(model, { text: `${source}\n\npu le`, beamSize: 1 });
    expect(lines.at(-1)).toEqual({ type: 'text', text: `${translateBackwards(source)}\n\n${translateBackwards('pu le')}` });
    // Every token comes as soon as it is made.
    const parts = lines.slice(0, -1);
    expect(parts.length).toBeGreaterThan(5);
    expect(textOf(parts)).toBe(textOf(lines.slice(-1)));
    expect(await generate(model, { text: source, maxTokens: 2 })).toEqual([{ type: 'text', text: expect.stringMatching(/^\w+ \w+$/) }]);
    model.dispose();
  });

  it('frees every tensor', async () => {
    const before = tf.memory().numTensors;
    for await (const event of host.train({ settings: small, due: () => true })) if (event.type === 'saved') break;
    const model = await host.load(await collect(host.train({ settings: small, shouldStop: afterCalls(3) })));
    await host.test(model);
    for await (const event of stream(model, 'ka mi no sa')) if (event.type === 'text-part') break;
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('stops when it is canceled, also within a translation', async () => {
    const abort = new AbortController();
    const events = [];
    for await (const event of host.train({ settings: small, signal: abort.signal })) {
      events.push(event);
      abort.abort(new Error('enough'));
    }
    expect(events).toHaveLength(1);
    const model = await host.load(await collect(host.train({ settings: { ...small, epochs: 1 } })));
    await expect(collect(stream(model, 'ka mi', abort.signal))).rejects.toThrow('enough');
    model.dispose();
  });
});

describe('what cannot be done', () => {
  it.each([
    [{ heads: 3 }, /heads must divide modelSize/],
    [{ tokenizer: 'WORD' }, /tokenizer must be BYTE_PAIR/],
    [{ vocabularySize: 100 }, /vocabularySize must be at least 259/],
    [{ patchSize: 7 }, /patchSize is not used by TRANSLATION/],
    [{ optimizer: 'ADAM', weightDecay: 0.1 }, /weightDecay is used by the optimizer ADAMW alone/],
  ])('is refused before the run: %j', async (settings, message) => {
    await expect(collect(host.train({ settings }))).rejects.toThrow(message);
  });

  it('is a prompt without a text, with other fields, or with too long a line', async () => {
    const model = await host.load(await collect(host.train({ settings: { ...small, epochs: 1, maxLength: 12 } })));
    const refusal = async (prompt: Record<string, unknown>) => generate(model, prompt).then(() => undefined, (error: unknown) => (error instanceof PromptError ? [error.field, error.message] : error));
    expect(await refusal({})).toEqual(['text', 'Give the text to translate.']);
    expect(await refusal({ text: 'ka', history: ['le'] })).toEqual(['history', expect.stringContaining('leave history out')]);
    expect(await refusal({ text: `ka\n${'ka '.repeat(20)}` })).toEqual(['text', expect.stringMatching(/^Line 2 has \d+ tokens, and this model translates 12 at once/)]);
    model.dispose();
  });
});

function stream(model: LoadedModel<Prompt, 'TEXT_PAIR'>, text: string, signal = new AbortController().signal): AsyncGenerator<Output | TextPart, void, void> {
  const nothing = { features: undefined, imageUploadId: undefined, history: undefined, count: undefined, maxTokens: undefined, temperature: undefined, topK: undefined, seed: undefined };
  return model.generate({ prompt: { ...nothing, text, beamSize: 1 }, readImage: () => Promise.reject(new Error('no picture')), random: { ...randomless }, signal });
}

const refuse = () => {
  throw new Error('A translation draws no random numbers.');
};
const randomless = { normal: refuse, uniform: refuse, truncatedNormal: refuse, dropout: refuse, categorical: refuse, integer: refuse };

const textOf = (outputs: readonly (Output | TextPart)[]) => outputs.map((output) => (output.type === 'text' || output.type === 'text-part' ? output.text : '')).join('');
