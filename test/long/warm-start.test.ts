import { type AnyPlugin, type Dataset, type InitialModel, parseValues } from 'flywheel/plugin';
import { describe, expect, it } from 'vitest';
import gan from '../../plugins/gan/index.ts';
import transformer from '../../plugins/transformer/index.ts';
import vae from '../../plugins/vae/index.ts';
import { barsDataset as largeBars } from '../plugins/gan/support.ts';
import { collect, type HostEvent, type HostOptions, randomOf, tf, tools, trainAsHost } from '../plugins/support/as-a-host.ts';
import { circle } from '../plugins/transformer/interactions.ts';
import { textDataset, verses } from '../plugins/transformer/language-model-support.ts';
import { backwardsLanguage } from '../plugins/transformer/made-up-language.ts';
import { opinions } from '../plugins/transformer/made-up-reviews.ts';
import { table } from '../plugins/transformer/table.ts';
import { barsDataset } from '../plugins/vae/support.ts';

interface Case {
  readonly plugin: AnyPlugin;
  readonly data: Dataset;
  readonly settings: Readonly<Record<string, unknown>>;
  /** With which weights stay as they are, to many digits. */
  readonly still: Readonly<Record<string, unknown>>;
}

const still = { epochs: 1, learningRate: 1e-7 };
const small = { modelSize: 16, feedForwardSize: 16, heads: 2, layers: 1 };
const cases: readonly (Case & { readonly name: string })[] = [
  { name: 'VAE', plugin: vae, data: barsDataset(), settings: { epochs: 20, batchSize: 8, filters: 4, hiddenSize: 16, decoderHiddenSize: 16, learningRate: 0.01, conditional: true }, still },
  { name: 'VAE without classes', plugin: vae, data: barsDataset(), settings: { epochs: 20, batchSize: 8, filters: 4, hiddenSize: 16, decoderHiddenSize: 0, learningRate: 0.01 }, still },
  { name: 'classifier of texts', plugin: transformer, data: opinions(), settings: { ...small, task: 'CLASSIFICATION', epochs: 6, batchSize: 16, learningRate: 5e-3 }, still },
  { name: 'classifier of texts in byte pairs', plugin: transformer, data: opinions(), settings: { ...small, task: 'CLASSIFICATION', tokenizer: 'BYTE_PAIR', vocabularySize: 300, ngramHead: false, epochs: 6, batchSize: 16, learningRate: 5e-3 }, still },
  { name: 'classifier of images', plugin: transformer, data: barsDataset(), settings: { ...small, epochs: 15, batchSize: 8, patchSize: 4, learningRate: 3e-3 }, still },
  { name: 'classifier of rows', plugin: transformer, data: table(), settings: { ...small, epochs: 15, batchSize: 64, learningRate: 5e-3, dropout: 0 }, still },
  { name: 'language model', plugin: transformer, data: textDataset(verses), settings: { ...small, task: 'LANGUAGE_MODEL', epochs: 3, batchSize: 8, maxLength: 16 }, still },
  { name: 'translator', plugin: transformer, data: backwardsLanguage({ train: 300, longest: 3 }), settings: { ...small, epochs: 5, batchSize: 32, vocabularySize: 300, learningRate: 5e-3, dropout: 0 }, still },
  { name: 'recommender', plugin: transformer, data: circle(), settings: { ...small, epochs: 20, batchSize: 16, maxLength: 10, learningRate: 0.01, dropout: 0.1 }, still },
];

async function run({ plugin, data }: Pick<Case, 'plugin' | 'data'>, settings: Readonly<Record<string, unknown>>, host: Omit<HostOptions, 'settings'> = {}): Promise<HostEvent[]> {
  const parsed = parseValues(plugin.hyperparameters, settings);
  const fitted = parsed.ok && plugin.fitHyperparameters ? plugin.fitHyperparameters(parsed.values, data) : parsed;
  if (!fitted.ok) throw new Error(JSON.stringify(fitted.issues));
  const { executor } = await plugin.executor();
  return collect(trainAsHost(executor, { hyperparameters: fitted.values, data }, host));
}

const series = (events: readonly HostEvent[], name: string) => events.flatMap((event) => (event.type === 'metrics' ? (event.values[name] ?? []) : []));
const metrics = (events: readonly HostEvent[]) => events.filter((event) => event.type === 'metrics');
const logs = (events: readonly HostEvent[]) => events.flatMap((event) => (event.type === 'log' ? [event.line] : []));

function filesOf(events: readonly HostEvent[]) {
  const last = events.at(-1);
  if (last?.type !== 'model') throw new Error('The training ended without a model.');
  return last.files;
}

function readerOf(events: readonly HostEvent[]) {
  const files = filesOf(events);
  return async (path: string) => {
    const file = files.find((one) => one.path === path);
    if (!file) throw new Error(`There is no file ${path}.`);
    return file.bytes;
  };
}

const initialOf = (events: readonly HostEvent[], dataset: Dataset): InitialModel => ({ readFile: readerOf(events), dataset });

/** On the test split of any data that it fits. */
async function test({ plugin, data }: Pick<Case, 'plugin' | 'data'>, events: readonly HostEvent[], on = data): Promise<Readonly<Record<string, number>>> {
  const { executor } = await plugin.executor();
  const model = await executor.load({ readFile: readerOf(events), dataset: data, tf, nn: tools.nn, compile: tools.compile });
  try {
    return await model.evaluate({ data: on, split: 'TEST', random: randomOf(1), signal: new AbortController().signal });
  } finally {
    model.dispose();
  }
}

/** The same samples with their classes in another order, and one more that none is of. */
function reordered<D extends Dataset<'IMAGE'> | Dataset<'TEXT'> | Dataset<'TABULAR'>>(data: D): D {
  const classes = ['a new class', ...data.classes.toReversed()];
  const places = Int32Array.from(data.classes, (name) => classes.indexOf(name));
  const batches = async function* (options: Parameters<D['batches']>[0]) {
    for await (const batch of data.batches(options)) yield { ...batch, labels: batch.labels.map((label) => (label < 0 ? label : (places[label] ?? -1))) };
  };
  return { ...data, classes, batches };
}

describe.each(cases)('a $name', ({ plugin, data, settings, still: standing }) => {
  let first: Promise<HostEvent[]> | undefined;
  const trained = () => (first ??= run({ plugin, data }, settings));

  it('goes on where an earlier one stood, and says what that said while it has not moved', async () => {
    const before = await trained();
    const losses = series(before, 'train/loss');
    const initial = initialOf(before, data);
    const unmoved = await run({ plugin, data }, { ...settings, ...standing }, { seed: 9, initial });
    const [was, is] = [await test({ plugin, data }, before), await test({ plugin, data }, unmoved)];
    for (const [name, value] of Object.entries(was)) expect(is[name], name).toBeCloseTo(value, 2);
    const [start = NaN, end = NaN] = [losses[0], losses.at(-1)];
    expect(series(unmoved, 'train/loss')[0]).toBeLessThan(end + 0.3 * (start - end));
  });

  it('goes on from a checkpoint with the same numbers, begun with an earlier one’s weights', async () => {
    const initial = initialOf(await trained(), data);
    const tensors = tf.memory().numTensors;
    const whole = await run({ plugin, data }, { ...settings, epochs: 2 }, { initial, due: () => true });
    const saved = whole.flatMap((event) => (event.type === 'saved' ? [event.saved] : []));
    const from = saved[Math.floor(saved.length / 2)];
    if (!from) throw new Error('There is no checkpoint.');
    const resumed = await run({ plugin, data }, { ...settings, epochs: 2 }, { initial, from });
    expect(metrics(resumed)).toEqual(metrics(whole).filter(({ step }) => step > from.step));
    expect(filesOf(resumed)).toEqual(filesOf(whole));
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

describe('classes that come in another order, and a new one among them,', () => {
  it('keep their weights by name in a VAE', async () => {
    const [one] = cases;
    if (!one) return;
    const data = barsDataset();
    const before = await run({ plugin: vae, data }, one.settings);
    const other = reordered(data);
    const after = await run({ plugin: vae, data: other }, { ...one.settings, ...still }, { initial: initialOf(before, data) });
    expect((await test({ plugin: vae, data: other }, after))['loss']).toBeCloseTo((await test({ plugin: vae, data }, before))['loss'] ?? NaN, 1);
  });

  // What a new n-gram head begins with is nearly right by itself.
  it.each([['texts', opinions(), 2, 'transformer_accuracy'], ['images', barsDataset(), 4, 'accuracy'], ['rows', table(), 5, 'accuracy']] as const)('keep their weights by name in a classifier of %s', async (_what, data, index, accuracy) => {
    const settings = cases[index]?.settings ?? {};
    const before = await run({ plugin: transformer, data }, settings);
    const other = reordered(data);
    const after = await run({ plugin: transformer, data: other }, { ...settings, ...still }, { initial: initialOf(before, data) });
    const [was, is] = [await test({ plugin: transformer, data }, before), await test({ plugin: transformer, data: other }, after)];
    expect(is[accuracy]).toBeGreaterThan((was[accuracy] ?? NaN) - 0.1);
    const cold = await run({ plugin: transformer, data: other }, { ...settings, ...still });
    expect((await test({ plugin: transformer, data: other }, cold))[accuracy]).toBeLessThan((was[accuracy] ?? NaN) - 0.1);
  });
});

it('a recommender learns new items beside those that an earlier one knows', async () => {
  const [data, more] = [circle({ items: 40 }), circle({ items: 44 })];
  const settings = cases.find(({ name }) => name === 'recommender')?.settings ?? {};
  const before = await run({ plugin: transformer, data }, settings);
  const after = await run({ plugin: transformer, data: more }, { ...settings, epochs: 2 }, { initial: initialOf(before, data) });
  const cold = await run({ plugin: transformer, data: more }, { ...settings, epochs: 2 });
  expect(series(after, 'validation/ndcg_at_10')[0]).toBeGreaterThan((series(cold, 'validation/ndcg_at_10')[0] ?? NaN) + 0.2);
});

describe('a GAN', () => {
  const settings = { epochs: 6, batchSize: 8, filters: 4, latentSize: 6, conditional: true };
  const unmoved = { ...settings, epochs: 1, generatorLearningRate: 1e-7, discriminatorLearningRate: 1e-7 };
  let first: Promise<HostEvent[]> | undefined;
  const data = largeBars();
  const trained = () => (first ??= run({ plugin: gan, data }, settings));

  it('draws what the earlier one drew while it has not moved, and is measured by the same features', async () => {
    const before = await trained();
    const after = await run({ plugin: gan, data }, unmoved, { initial: initialOf(before, data) });
    expect(logs(after)[0]).toMatch(/^The feature network of the earlier model tells labels/);
    const [was, is] = [await test({ plugin: gan, data }, before), await test({ plugin: gan, data }, after)];
    expect((is['frechet_distance'] ?? NaN) / (was['frechet_distance'] ?? NaN)).toBeCloseTo(1, 1);
    const judge = (events: readonly HostEvent[]) => filesOf(events).find(({ path }) => path === 'discriminator/weights.bin')?.bytes.slice().buffer ?? new ArrayBuffer();
    const [one, other] = [new Float32Array(judge(before)), new Float32Array(judge(after))];
    const size = (weights: Float32Array) => Math.hypot(...weights);
    expect(size(one.map((weight, index) => weight - (other[index] ?? NaN))) / size(one)).toBeLessThan(0.02);
  });

  it('keeps its classes by name, and learns its features anew for others', async () => {
    const before = await trained();
    const other = reordered(data);
    const after = await run({ plugin: gan, data: other }, unmoved, { initial: initialOf(before, data) });
    expect(logs(after)[0]).toMatch(/^The feature network has learned labels/);
    const of = async (events: readonly HostEvent[]) => JSON.parse(new TextDecoder().decode(await readerOf(events)('flywheel.json')));
    expect((await of(after)).classes).toEqual(['a new class', 'bar 1', 'bar 0']);
  });

  it('goes on from a checkpoint with the same numbers', async () => {
    const initial = initialOf(await trained(), data);
    const whole = await run({ plugin: gan, data }, { ...settings, epochs: 2 }, { initial, due: () => true });
    const from = whole.flatMap((event) => (event.type === 'saved' ? [event.saved] : []))[4];
    if (!from) throw new Error('There is no checkpoint.');
    const resumed = await run({ plugin: gan, data }, { ...settings, epochs: 2 }, { initial, from });
    expect(metrics(resumed)).toEqual(metrics(whole).filter(({ step }) => step > from.step));
    expect(filesOf(resumed).filter(({ path }) => path.endsWith('.bin'))).toEqual(filesOf(whole).filter(({ path }) => path.endsWith('.bin')));
  });
});
