import { PromptError, parseValues, type LoadedModel, type ModelFile, type Output } from 'flywheel/plugin';
import * as plainTf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { executor } from '../../../plugins/gan/executor.ts';
import { prompt, type Prompt } from '../../../plugins/gan/prompt.ts';
import { createRandom } from '../../../src/tensor/random.ts';
import { barsDataset, collect, runTraining, tf, tools } from './support.ts';

const data = barsDataset({ train: 192, height: 28, width: 32 });
const signal = new AbortController().signal;
const readImage = async () => {
  throw new Error('The prompt has no picture.');
};

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

async function generate(model: LoadedModel<Prompt, 'IMAGE'>, input: Record<string, unknown>, seed = 5): Promise<Extract<Output, { type: 'image' }>[]> {
  const parsed = parseValues(prompt, input);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  const outputs = await collect(model.generate({ prompt: parsed.values, readImage, random: createRandom(tf, 'TENSORFLOW', seed), signal }));
  return outputs.filter((output) => output.type === 'image');
}

describe('a published GAN', () => {
  let files: readonly ModelFile[];
  let model: LoadedModel<Prompt, 'IMAGE'>;
  beforeAll(async () => {
    files = await trainedFiles({ latentSize: 2 });
    model = await executor.load({ readFile: reader(files), dataset: data, ...tools });
  });

  it('consists of three TensorFlow.js models and a description', () => {
    const folders = ['discriminator', 'features', 'generator'].flatMap((folder) => [`${folder}/model.json`, `${folder}/weights.bin`]);
    expect(files.map(({ path }) => path).sort()).toEqual([...folders, 'flywheel.json'].sort());
  });

  it('tells distance and diversity, and the same again', async () => {
    const input = () => ({ data, split: 'TEST' as const, random: createRandom(tf, 'TENSORFLOW', 5), signal });
    const metrics = await model.evaluate(input());
    expect(Object.keys(metrics)).toEqual(['coverage', 'nearest_distance', 'frechet_distance', 'diversity']);
    expect(await model.evaluate(input())).toEqual(metrics);
  });

  it('makes as many images as asked for, and image k is the same however many they are', async () => {
    const many = await generate(model, { count: 40 });
    expect(many).toHaveLength(40);
    expect(many[0]).toMatchObject({ type: 'image', width: 32, height: 28, channels: 1 });
    expect(await generate(model, { count: 3 })).toEqual(many.slice(0, 3));
    expect(await generate(model, { count: 3 }, 6)).not.toEqual(many.slice(0, 3));
  });

  it('draws from given latents, and along a way through some', async () => {
    const given = await generate(model, { latents: [[1, 0], [0, 1]] });
    const way = await generate(model, { interpolation: [[1, 0], [0, 1]], count: 5 });
    expect(way).toHaveLength(5);
    expect([way[0], way[4]]).toEqual(given);
  });

  it.each([
    [{ latents: [[0, 0], [1]] }, 'latents', 'Each point must have 2 numbers; point 1 has 1.'],
    [{ latents: [] }, 'latents', 'Give at least one point, or leave latents out.'],
    [{ latents: [[0, 0], [0, 0]], count: 5 }, 'count', 'There are 2 points in latents, so count must be 2 or left out.'],
    [{ interpolation: [[0, 1]] }, 'interpolation', 'A way needs at least two points; there are 1.'],
    [{ interpolation: [[0, 1], [1]] }, 'interpolation', 'Each point must have 2 numbers; point 1 has 1.'],
    [{ interpolation: [[0, 1], [1, 0]], latents: [[0, 1]] }, 'interpolation', 'Give latents or interpolation, not both.'],
    [{ label: 'bar 1' }, 'label', 'This model was not trained on labels. Leave label out, or train with conditional: true.'],
  ])('refuses a prompt that does not fit (%j)', async (input, field, message) => {
    const error = await generate(model, input).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(PromptError);
    expect(error).toMatchObject({ field, message });
  });

  it('stops when it is told to', async () => {
    const parsed = parseValues(prompt, { count: 64 });
    if (!parsed.ok) throw new Error('no prompt');
    const outputs = model.generate({ prompt: parsed.values, readImage, random: createRandom(tf, 'TENSORFLOW', 5), signal: AbortSignal.abort(new Error('enough')) });
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
    const pixels = await drawPlainly(files, [[0.5, -0.5]]);
    const [image] = await generate(model, { latents: [[0.5, -0.5]] });
    pixels.forEach((value, k) => expect(Math.abs(value * 255 - (image?.pixels[k] ?? NaN))).toBeLessThan(0.51));
  });
});

describe('a conditional GAN', () => {
  let model: LoadedModel<Prompt, 'IMAGE'>;
  beforeAll(async () => {
    const files = await trainedFiles({ conditional: true });
    model = await executor.load({ readFile: reader(files), dataset: data, ...tools });
  });

  it('draws the label that is asked for, one by chance where none is, and one alone along a way', async () => {
    expect((await generate(model, { label: 'bar 1' }))[0]?.conditionLabel).toBe('bar 1');
    expect(new Set((await generate(model, { count: 32 })).map(({ conditionLabel }) => conditionLabel)).size).toBe(2);
    const points = [[1, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0]];
    expect(new Set((await generate(model, { interpolation: points, count: 9 })).map(({ conditionLabel }) => conditionLabel)).size).toBe(1);
  });

  it('says which labels it knows', async () => {
    await expect(generate(model, { label: 'bar 9' })).rejects.toThrow('does not know the label "bar 9"; it knows bar 0, bar 1.');
  });

  it('is judged by what is covered, and tells what is read', async () => {
    const metrics = await model.evaluate({ data, split: 'TEST', random: createRandom(tf, 'TENSORFLOW', 5), signal });
    expect(Object.keys(metrics)).toEqual(['coverage', 'nearest_distance', 'frechet_distance', 'diversity', 'read_as_asked']);
  });
});

/** As a browser would: the pure JavaScript backend, the model read by TensorFlow.js itself. */
async function drawPlainly(files: readonly ModelFile[], latents: number[][]): Promise<number[]> {
  const read = reader(files);
  const fetchFunc = async (input: string | URL | Request) => new Response(Buffer.from(await read(String(input).replace('http://model/', ''))), { headers: { 'content-type': 'application/octet-stream' } });
  const native = plainTf.getBackend();
  await plainTf.setBackend('cpu');
  try {
    const generator = await plainTf.loadLayersModel(plainTf.io.http('http://model/generator/model.json', { fetchFunc }));
    const image = generator.predict(plainTf.tensor2d(latents));
    if (Array.isArray(image)) throw new Error('the generator has one output');
    return [...image.dataSync()];
  } finally {
    await plainTf.setBackend(native);
  }
}
