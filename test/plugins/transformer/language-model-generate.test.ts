import type { LoadedModel, Output, TextPart } from 'flywheel/plugin';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inferencePass } from '../../../plugins/transformer/layers/network.ts';
import { Weights } from '../../../plugins/transformer/layers/weights.ts';
import { readWeights } from '../../../plugins/transformer/model-files.ts';
import type { Prompt } from '../../../plugins/transformer/prompt.ts';
import { createDecoder } from '../../../plugins/transformer/tasks/language-model/decode.ts';
import { modelDescription, shapeOf } from '../../../plugins/transformer/tasks/language-model/description.ts';
import { createLanguageModel } from '../../../plugins/transformer/tasks/language-model/model.ts';
import { openTokenizer } from '../../../plugins/transformer/tasks/language-model/tokenizer.ts';
import { createRandom } from '../../../src/tensor/random.ts';
import { tf, tools } from './layers-support.ts';
import { collect, filesOf, loadModel, runTraining, textDataset, verses } from './language-model-support.ts';

type Given = Partial<Record<keyof Prompt, unknown>>;
let files: ReturnType<typeof filesOf>;
let model: LoadedModel<Prompt, 'TEXT'>;

beforeAll(async () => {
  files = filesOf(await collect(runTraining({ settings: { epochs: 30 } })));
  model = await loadModel(files);
});
afterAll(() => model.dispose());

function generate(given: Given, signal = new AbortController().signal): AsyncGenerator<Output | TextPart, void, void> {
  const prompt = { ...(Object.fromEntries(['text', 'features', 'imageUploadId', 'history', 'count', 'maxTokens', 'temperature', 'topK', 'beamSize', 'seed'].map((field) => [field, undefined])) as Record<keyof Prompt, undefined>), ...given };
  return model.generate({ prompt, random: createRandom(tf, 'TENSORFLOW', Number(given.seed ?? 1)), signal, readImage: () => Promise.reject(new Error('There are no images.')) } as Parameters<typeof model.generate>[0]);
}

const textOf = async (given: Given) => (await collect(generate(given))).flatMap((made) => (made.type === 'text' ? [made.text] : []));

describe('writing on', () => {
  it('tells every token as it is made, then the whole text', async () => {
    const made = await collect(generate({ text: '4: the fox of ', maxTokens: 12, temperature: 0 }));
    expect(made.map(({ type }) => type)).toEqual([...Array<string>(12).fill('text-part'), 'text']);
    const parts = made.flatMap((one) => (one.type === 'text-part' ? [one.text] : []));
    expect(made.at(-1)).toEqual({ type: 'text', text: parts.join('') });
    expect(parts.join('')).toMatch(/^(Rome|Troy|Ghent) ran/);
  });

  it('gives the same text for the same seed, others for other seeds, and several where they are asked for', async () => {
    const [first] = await textOf({ text: '1', maxTokens: 40, temperature: 2, seed: 5 });
    expect(await textOf({ text: '1', maxTokens: 40, temperature: 2, seed: 5 })).toEqual([first]);
    expect(await textOf({ text: '1', maxTokens: 40, temperature: 2, seed: 6 })).not.toEqual([first]);
    const three = await textOf({ text: '1', maxTokens: 40, temperature: 2, seed: 5, count: 3 });
    expect([three.length, new Set(three).size, three[0]]).toEqual([3, 3, first]);
  });

  it('takes the likeliest where temperature is 0 or topK is 1, and begins without a prompt', async () => {
    const [greedy] = await textOf({ maxTokens: 30, temperature: 0 });
    expect(await textOf({ maxTokens: 30, temperature: 3, topK: 1 })).toEqual([greedy]);
    expect(greedy).toMatch(/^\d: the fox of/);
  });

  it('draws by the probabilities of the model, at the temperature that is asked for', async () => {
    const counts = new Map<string, number>();
    for (const first of await textOf({ text: '7: the fox of', maxTokens: 2, temperature: 1, count: 200 })) counts.set(first, (counts.get(first) ?? 0) + 1);
    const towns = [...counts].filter(([text]) => [' R', ' T', ' G'].includes(text)).reduce((sum, [, count]) => sum + count, 0);
    expect(towns).toBeGreaterThan(180);
  });

  it('refuses characters that it does not know, and fields of other tasks', async () => {
    await expect(collect(generate({ text: 'Ça va?' }))).rejects.toThrow(/The model does not know "Ç", "v", "\?": the text it was trained on does not have these characters/);
    await expect(collect(generate({ text: 'a', beamSize: 4 }))).rejects.toMatchObject({ field: 'beamSize' });
  });

  it('stops between tokens when it is canceled, and frees what it held', async () => {
    await textOf({ text: 'fox', maxTokens: 5 });
    const before = tf.memory().numTensors;
    const abort = new AbortController();
    const parts: string[] = [];
    await expect((async () => {
      for await (const made of generate({ text: 'fox', maxTokens: 500 }, abort.signal)) {
        if (made.type === 'text-part') parts.push(made.text);
        if (parts.length === 3) abort.abort();
      }
    })()).rejects.toThrow();
    expect(parts).toHaveLength(3);
    for await (const made of generate({ text: 'fox', maxTokens: 500 })) if (made.type === 'text-part') break;
    expect(tf.memory().numTensors).toBe(before);
  });

  it('goes far beyond the window', async () => {
    const [text = ''] = await textOf({ maxTokens: 300, temperature: 0 });
    expect(text).toHaveLength(300);
    expect(text.slice(-40)).toMatch(/the fox of|ran\./);
  });

  it('measures a split with each token told once', async () => {
    const data = textDataset(verses);
    const context = { data, split: 'TEST', random: createRandom(tf, 'TENSORFLOW', 1), signal: new AbortController().signal } as const;
    const { loss = NaN, perplexity = NaN, bits_per_character: bits = NaN } = await model.evaluate(context);
    expect([perplexity, bits]).toEqual([Math.exp(loss), expect.closeTo(loss / Math.LN2, 10)]);
    expect(loss).toBeCloseTo(await lossByHand(verses.TEST.join('')), 4);
  });

  it('is the same graph model for TensorFlow.js alone', async () => {
    const { network, tokenizer } = await openNetwork();
    const [json, binary] = ['model.json', 'weights.bin'].map((name) => files.find(({ path }) => path === name)?.bytes ?? new Uint8Array());
    const { modelTopology, weightsManifest } = JSON.parse(new TextDecoder().decode(json));
    const graph = await tf.loadGraphModel({ load: async () => ({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData: (binary ?? new Uint8Array()).slice().buffer }) });
    const tokens = tf.tensor2d([...tokenizer.encode('3: the fox of Rome ran.\n4: the f')], [1, 32], 'int32');
    const logits = graph.execute({ tokens });
    if (Array.isArray(logits)) throw new Error('The graph gives one tensor.');
    const difference = tf.max(tf.abs(tf.sub(logits, network.logits(tokens, inferencePass)))).dataSync()[0];
    expect(difference).toBeLessThan(1e-4);
  });
});

async function openNetwork() {
  const readFile = async (path: string) => files.find((file) => file.path === path)?.bytes ?? new Uint8Array();
  const description = modelDescription.parse(JSON.parse(new TextDecoder().decode(await readFile('flywheel.json'))));
  const tokenizer = openTokenizer(description.tokenizer);
  const weights = new Weights(tf);
  const shape = shapeOf(description, tokenizer.size);
  const network = createLanguageModel({ tf, nn: tools.nn, weights }, shape, 0);
  await readWeights(tf, weights, readFile);
  return { network, tokenizer, shape };
}

/** Window by window, with nothing of the evaluator: the last half of each of 32 tokens, and all of the first. */
async function lossByHand(text: string): Promise<number> {
  const { network, tokenizer } = await openNetwork();
  const tokens = [...tokenizer.encode(text)];
  let [sum, told] = [0, 0];
  for (let start = 0; told < tokens.length - 1; start += 16) {
    const window = tokens.slice(start, start + 32);
    const logProbabilities = tf.logSoftmax(network.logits(tf.tensor2d([window], [1, window.length], 'int32'), inferencePass)).arraySync() as number[][][];
    window.forEach((_, k) => {
      const next = tokens[start + k + 1];
      if (next === undefined || start + k < told) return;
      sum -= logProbabilities[0]?.[k]?.[next] ?? NaN;
      told += 1;
    });
  }
  return sum / told;
}

describe('decoding with a cache', () => {
  it('takes the same tokens as the whole text would, and sees the last tokens of a long one', async () => {
    const { network, tokenizer, shape } = await openNetwork();
    const decoder = createDecoder(tools, network, shape);
    const prompt = [...tokenizer.encode('2: the fox of ')];
    const seen = [...prompt];
    for await (const token of decoder.tokens(prompt, async (logits) => {
      const window = seen.slice(-32);
      const all = network.logits(tf.tensor2d([window], [1, window.length], 'int32'), inferencePass).dataSync();
      const whole = all.slice(-logits.length);
      // Beyond the window a cache still holds what its places saw of earlier ones.
      if (seen.length <= 32) whole.forEach((logit, k) => expect(Math.abs(logit - (logits[k] ?? NaN))).toBeLessThan(2e-4));
      return logits.indexOf(Math.max(...logits));
    })) {
      seen.push(token);
      if (seen.length === 60) break;
    }
    expect(tokenizer.decoderAfter([]).add(seen.at(-1) ?? 0)).toHaveLength(1);
    decoder.dispose();
  });
});
