import { PromptError, parseValues, type LoadedModel, type ImageOutput, type ModelFile } from 'flywheel/plugin';
import * as plainTf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { executor } from '../../../plugins/vae/executor.ts';
import { prompt, type Prompt } from '../../../plugins/vae/prompt.ts';
import { createRandom } from '../../../src/tensor/random.ts';
import { barsDataset, collect, runTraining, tf, tools } from './support.ts';

const data = barsDataset({ train: 192, test: 40, height: 9, width: 10 });
const signal = new AbortController().signal;

async function trainedFiles(settings: Record<string, unknown>): Promise<readonly ModelFile[]> {
  const last = (await collect(runTraining({ data, settings }))).at(-1);
  if (last?.type !== 'model') throw new Error('no model');
  expect(last.parameterCount).toBeGreaterThan(1_000);
  return last.files;
}

const reader = (files: readonly ModelFile[]) => async (path: string) => {
  const file = files.find((one) => one.path === path);
  if (file === undefined) throw new Error(`no file ${path}`);
  return file.bytes;
};

const readImage = () => Promise.reject(new Error('A VAE reads no image.'));

async function generate(model: LoadedModel<Prompt, 'IMAGE'>, input: Record<string, unknown>, seed = 5): Promise<ImageOutput[]> {
  const parsed = parseValues(prompt, input);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  const outputs = await collect(model.generate({ prompt: parsed.values, random: createRandom(tf, 'TENSORFLOW', seed), signal, readImage }));
  return outputs.map((output) => (output.type === 'image' ? output : expect.fail(`A VAE made ${output.type}.`)));
}

describe('a published VAE', () => {
  let files: readonly ModelFile[];
  let model: LoadedModel<Prompt, 'IMAGE'>;
  beforeAll(async () => {
    files = await trainedFiles({ epochs: 3 });
    model = await executor.load({ readFile: reader(files), dataset: data, ...tools });
  });

  it('consists of two TensorFlow.js models and a description', () => {
    expect(files.map(({ path }) => path).sort()).toEqual(['decoder/model.json', 'decoder/weights.bin', 'encoder/model.json', 'encoder/weights.bin', 'flywheel.json']);
  });

  it('tells the negative ELBO as the sum of its terms, and the same again', async () => {
    const input = () => ({ data, split: 'TEST' as const, random: createRandom(tf, 'TENSORFLOW', 5), signal });
    const metrics = await model.evaluate(input());
    expect(metrics['loss']).toBeCloseTo((metrics['reconstruction'] ?? NaN) + (metrics['kl'] ?? NaN), 10);
    expect(metrics['loss']).toBeGreaterThan(0);
    expect(await model.evaluate(input())).toEqual(metrics);
  });

  it('makes as many images as asked for, and image k is the same however many they are', async () => {
    const many = await generate(model, { count: 40 });
    expect(many).toHaveLength(40);
    expect(many[0]).toMatchObject({ type: 'image', width: 10, height: 9, channels: 1 });
    expect(many[0]?.pixels).toHaveLength(90);
    expect(await generate(model, { count: 3 })).toEqual(many.slice(0, 3));
    expect(await generate(model, { count: 3 }, 6)).not.toEqual(many.slice(0, 3));
  });

  it('makes the same again, as written and as a graph', async () => {
    const times = await Promise.all([1, 2, 3, 4].map(() => generate(model, { count: 70 })));
    for (const images of times) expect(images).toEqual(times[0]);
  });

  it('decodes given latents', async () => {
    const images = await generate(model, { latents: [[0, 0], [1, -1], [0, 0]] });
    expect(images).toHaveLength(3);
    expect(images[2]).toEqual(images[0]);
    expect(images[1]).not.toEqual(images[0]);
  });

  it.each([
    [{ latents: [[0, 0], [1]] }, 'latents', 'Each point must have 2 numbers; point 1 has 1.'],
    [{ latents: [] }, 'latents', 'Give at least one point, or leave latents out.'],
    [{ latents: [[0, 0], [0, 0]], count: 5 }, 'count', 'There are 2 points in latents, so count must be 2 or left out.'],
    [{ label: 'bar 1' }, 'label', 'This model was not trained on labels. Leave label out, or train with conditional: true.'],
  ])('refuses a prompt that does not fit (%j)', async (input, field, message) => {
    const error = await generate(model, input).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(PromptError);
    expect(error).toMatchObject({ field, message });
  });

  it('stops when it is told to', async () => {
    const random = createRandom(tf, 'TENSORFLOW', 5);
    const outputs = model.generate({ prompt: { count: 64, seed: undefined, label: undefined, latents: undefined }, random, readImage, signal: AbortSignal.abort(new Error('enough')) });
    await expect(collect(outputs)).rejects.toThrow('enough');
  });

  it('frees every tensor', async () => {
    const before = tf.memory().numTensors;
    const second = await executor.load({ readFile: reader(files), dataset: data, ...tools });
    await generate(second, { count: 3 });
    await second.evaluate({ data, split: 'TEST', random: createRandom(tf, 'TENSORFLOW', 5), signal });
    await generate(second, { label: 'x' }).catch(() => {});
    second.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('draws the same in plain TensorFlow.js', async () => {
    const pixels = await decodePlainly(files, [[0.5, -0.5]]);
    const [image] = await generate(model, { latents: [[0.5, -0.5]] });
    pixels.forEach((value, k) => expect(Math.abs(value * 255 - (image?.pixels[k] ?? NaN))).toBeLessThan(0.51));
  });
});

describe('a conditional VAE', () => {
  let model: LoadedModel<Prompt, 'IMAGE'>;
  beforeAll(async () => {
    const files = await trainedFiles({ epochs: 25, conditional: true, latentSize: 1 });
    model = await executor.load({ readFile: reader(files), dataset: data, ...tools });
  });

  it.each([0, 1, 2, 3])('draws what the label %i says', async (label) => {
    const [image] = await generate(model, { label: `bar ${label}` });
    expect(image?.conditionLabel).toBe(`bar ${label}`);
    const rows = [0, 1, 2, 3].map((row) => image?.pixels.subarray(row * 10, row * 10 + 10).reduce((sum, value) => sum + value, 0) ?? 0);
    expect(rows.indexOf(Math.max(...rows))).toBe(label);
  });

  it('draws a label by chance where none is given', async () => {
    const images = await generate(model, { count: 32 });
    expect(new Set(images.map(({ conditionLabel }) => conditionLabel)).size).toBe(4);
  });

  it('says which labels it knows', async () => {
    await expect(generate(model, { label: 'bar 9' })).rejects.toThrow('does not know the label "bar 9"; it knows bar 0, bar 1, bar 2, bar 3.');
  });
});

/** As a browser would: the pure JavaScript backend, the model read by TensorFlow.js itself. */
async function decodePlainly(files: readonly ModelFile[], latents: number[][]): Promise<number[]> {
  const read = reader(files);
  const fetchFunc = async (input: string | URL | Request) => new Response(Buffer.from(await read(String(input).replace('http://model/', ''))), { headers: { 'content-type': 'application/octet-stream' } });
  const native = plainTf.getBackend();
  await plainTf.setBackend('cpu');
  try {
    const decoder = await plainTf.loadLayersModel(plainTf.io.http('http://model/decoder/model.json', { fetchFunc }));
    const image = decoder.predict(plainTf.tensor2d(latents));
    if (Array.isArray(image)) throw new Error('the decoder has one output');
    return [...image.dataSync()];
  } finally {
    await plainTf.setBackend(native);
  }
}
