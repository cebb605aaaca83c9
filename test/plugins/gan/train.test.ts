import type { Compile, CompiledStep, CompileOptions, Dataset, StepValue } from 'flywheel/plugin';
import { describe, expect, it } from 'vitest';
import { adversarialLosses } from '../../../plugins/gan/hyperparameters.ts';
import { barsDataset, collect, featureBytes, metrics, modelBytes, runTraining, series, small, tf, tools, type Seen } from './support.ts';

describe('training a GAN', () => {
  it('tells both losses, and at each evaluation distance, share, diversity and what is read as asked', async () => {
    const events = await collect(runTraining({ settings: { conditional: true } }));
    // At step 10, and at the ends of both epochs.
    expect(series(events, 'train/generator_loss')).toHaveLength(3);
    expect(series(events, 'train/discriminator_loss')).toHaveLength(3);
    const log = events.find((event) => event.type === 'log');
    expect(log?.line).toMatch(/^The feature network has learned labels, and reads \d+\.\d % .* Fréchet distance in its features is [\d.]+ before the first step\.$/);
    const [distance = NaN, share = NaN] = ['', '_share'].map((end) => series(events, `validation/frechet_distance${end}`)[1]);
    const start = Number(/is ([\d.e+]+) before/.exec(log?.line ?? '')?.[1]);
    expect(distance / share / start).toBeCloseTo(1, 2);
    expect(series(events, 'validation/diversity')).toHaveLength(2);
    for (const value of series(events, 'validation/read_as_asked')) expect(value).toBeLessThanOrEqual(1);
    expect(events.at(-1)).toMatchObject({ type: 'model' });
  });

  it('shows 16 samples before the first step and after every epoch, of the same latents', async () => {
    const samples = (await collect(runTraining({ settings: { conditional: true } }))).filter((event) => event.type === 'samples');
    expect(samples.map(({ step }) => step)).toEqual([0, 6, 12]);
    for (const { outputs } of samples) {
      expect(outputs).toHaveLength(16);
      expect(outputs[3]).toMatchObject({ type: 'image', width: 28, height: 28, channels: 1, conditionLabel: 'bar 1' });
    }
    const again = (await collect(runTraining({ settings: { conditional: true } }))).filter((event) => event.type === 'samples');
    expect(again).toEqual(samples);
  });

  it('learns where the bar of each label is', async () => {
    const data = barsDataset({ train: 256, validation: 100 });
    const events = await collect(runTraining({ data, settings: { conditional: true, epochs: 16, batchSize: 16, filters: 8 } }));
    expect(series(events, 'validation/read_as_asked').at(-1)).toBeGreaterThan(0.95);
    expect(series(events, 'validation/frechet_distance_share').at(-1)).toBeLessThan(0.3);
  });

  it.each(adversarialLosses)('goes on from a checkpoint as if nothing had been (%s)', async (loss) => {
    const host = { data: barsDataset({ train: 44 }), settings: { loss, conditional: true, discriminatorSteps: loss === 'WASSERSTEIN_GP' ? 2 : 1 } };
    const whole = await collect(runTraining({ ...host, due: () => true }));
    const checkpoints = whole.flatMap((event) => (event.type === 'saved' ? [event.saved] : []));
    expect(checkpoints).toHaveLength(12);
    for (const step of [1, 4, 6, 9]) {
      const from = checkpoints[step - 1];
      if (from === undefined) throw new Error('a checkpoint is missing');
      const resumed = await collect(runTraining({ ...host, from }));
      expect(metrics(resumed)).toEqual(metrics(whole).filter((event) => event.step > from.step));
      expect(modelBytes(resumed)).toEqual(modelBytes(whole));
    }
  });

  it.each(adversarialLosses)('runs every step as a graph, and gives what it gives as written, to the last bit (%s)', async (loss) => {
    const host = { data: barsDataset({ train: 44, validation: 300 }), settings: { loss, conditional: true, epochs: 5, discriminatorSteps: 2 } };
    const [asGraphs, graphs] = await trainedBy(({ step }) => step, host);
    const [asWritten] = await trainedBy(({ eager }) => eager, host);
    for (const name of ['The training step', "The discriminator's step", "The feature network's step", 'The evaluation step']) expect([name, graphs.get(name)?.graphs]).toEqual([name, expect.toSatisfy((count: number) => count > 0)]);
    for (const { fallback } of graphs.values()) expect(fallback).toBeUndefined();
    expect(asGraphs.slice(0, -1)).toEqual(asWritten.slice(0, -1));
    expect(modelBytes(asGraphs)).toEqual(modelBytes(asWritten));
  });

  it('publishes the best checkpoint where the host has one', async () => {
    const whole = await collect(runTraining({ due: () => true }));
    const saved = whole.find((event) => event.type === 'saved');
    if (saved?.type !== 'saved') throw new Error('no checkpoint');
    let asked = 0;
    const stopped = await collect(runTraining({ shouldStop: () => ++asked > 1 }));
    expect(modelBytes(await collect(runTraining({ best: saved.saved })))).toEqual(modelBytes(stopped));
  });

  it('stops without a model when it is canceled, also while the feature network learns', async () => {
    expect(await collect(runTraining({ signal: AbortSignal.abort() }))).toEqual([]);
    const abort = new AbortController();
    for await (const event of runTraining({ settings: { epochs: 50 }, signal: abort.signal })) {
      expect(event.type).not.toBe('model');
      if (event.type === 'metrics') abort.abort();
    }
  });

  it('frees every tensor, whether it ends, is left or fails', async () => {
    const before = tf.memory().numTensors;
    await collect(runTraining({ due: () => true, settings: { conditional: true } }));
    for await (const event of runTraining({ due: () => true })) if (event.type === 'saved') break;
    await expect(collect(runTraining({ data: overflowing(), settings: { loss: 'WASSERSTEIN_GP' } }))).rejects.toThrow(/no longer a number at step 6/);
    expect(tf.memory().numTensors).toBe(before);
  });

  // The other tests train on 28 × 28 pixels of one channel.
  it.each([[28, 3], [32, 1], [48, 3], [64, 1], [96, 3], [128, 1], [128, 3]] as const)('takes images of side %i with %i channels, and reads few of them at once', async (side, channels) => {
    const bars = barsDataset({ height: side, width: side, channels, train: 8, validation: 40 });
    const sizes: number[] = [];
    const data: typeof bars = { ...bars, batches: (options) => (sizes.push(options.size), bars.batches(options)) };
    const loss = channels === 1 ? 'WASSERSTEIN_GP' : 'HINGE';
    const events = await collect(runTraining({ data, settings: { ...small, epochs: 1, loss, conditional: true } }));
    const samples = events.find((event) => event.type === 'samples');
    expect(samples?.outputs[0]).toMatchObject({ width: side, height: side, channels });
    expect(Math.max(...sizes) * side * side * channels * 4).toBeLessThan(32e6);
  });

  it('takes images that are wider than high, without labels', async () => {
    const data = barsDataset({ height: 28, width: 44, classes: 0 });
    const events = await collect(runTraining({ data }));
    expect(events.find((event) => event.type === 'log')?.line).toMatch(/^The feature network has learned how an image is mirrored \(the data has no labels\)\. /);
    expect(series(events, 'validation/read_as_asked')).toEqual([]);
  });

  it('warns once of images that are all the same', async () => {
    // Rates so small that every image stays the middle gray of the start.
    const events = await collect(runTraining({ settings: { conditional: true, generatorLearningRate: 1e-7, epochs: 3 } }));
    const warnings = events.flatMap((event) => (event.type === 'log' && event.level === 'WARNING' ? [event.line] : []));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^Mode collapse: Images of bar 0, bar 1 are nearly all the same \(diversity 0\.\d\d, where real images have 1\)\./);
  });

  it.each([
    [40, 2, /^Mode collapse: Images of bar 0, bar 1, bar 2, bar 3, bar 4, … are nearly all the same \(diversity 0\.\d\d, where real images have 1\)\. Classes with fewer than 20 real images are measured together/],
    [10, 0, /^Neither diversity nor mode collapse by it can be told: the validation split has 10 labelled images of 8 classes, and at least 19 more images than classes are needed\.$/],
  ])('warns once likewise where %i images of eight classes are looked at, or says once why it cannot', async (validation, measured, warning) => {
    const data = barsDataset({ classes: 8, validation });
    const events = await collect(runTraining({ data, settings: { conditional: true, generatorLearningRate: 1e-7, epochs: 2 } }));
    expect(events.flatMap((event) => (event.type === 'log' && event.level === 'WARNING' ? [event.line] : []))).toEqual([expect.stringMatching(warning)]);
    expect(series(events, 'validation/diversity')).toHaveLength(measured);
  });

  it.each([0, 1])('trains the feature network also where the validation split has %i images, and measures nothing in it', async (validation) => {
    const settings = { conditional: true, epochs: 1 };
    const [events, steps] = await trainedBy(({ step }) => step, { data: barsDataset({ validation }), settings, due: () => true });
    expect(metrics(events).every(({ values }) => !('validation/frechet_distance' in values))).toBe(true);
    const logs = (of: Seen) => of.flatMap((event) => (event.type === 'log' ? [event.line] : []));
    expect(logs(events)).toEqual([expect.stringMatching(/^The feature network has learned labels\. The validation split has fewer than 2 images, so that neither .* is measured while training\.$/)]);
    // As it becomes beside a validation split.
    expect(featureBytes(events)).toEqual(featureBytes(await collect(runTraining({ settings }))));
    const from = events.flatMap((event) => (event.type === 'saved' ? [event.saved] : []))[2];
    if (from === undefined) throw new Error('a checkpoint is missing');
    const [resumed, again] = await trainedBy(({ step }) => step, { data: barsDataset({ validation }), settings, from });
    expect([steps, again].map((one) => one.has("The feature network's step"))).toEqual([true, false]);
    expect(logs(resumed)).toEqual([]);
    expect(modelBytes(resumed)).toEqual(modelBytes(events));
  });

  it('refuses what cannot be trained', async () => {
    const refused = (data: Dataset<'IMAGE'>, settings = {}) => expect(collect(runTraining({ data, settings }))).rejects;
    await refused(barsDataset({ height: 30 })).toThrow(/28×30 pixels; each side must be a multiple of 4 from 28 to 128/);
    await refused(barsDataset({ classes: 0 }), { conditional: true }).toThrow(/needs labels/);
    await refused(barsDataset({ train: 0 })).toThrow(/training split .* is empty/);
  });
});

/** Pixels so bright that the loss overflows. */
function overflowing(): Dataset<'IMAGE'> {
  const data = barsDataset({ validation: 0 });
  return {
    ...data,
    async *batches(options) {
      for await (const batch of data.batches(options)) yield { ...batch, images: batch.images.fill(3e38) };
    },
  };
}

interface Watched {
  graphs: number;
  fallback: string | undefined;
}
type Way = <A extends readonly StepValue[], R extends StepValue>(compiled: { step: CompiledStep<A, R>; eager: (...args: A) => R }) => (...args: A) => R;

/** Trains with steps called as `as` says; of each one how many graphs it had, and why none. */
async function trainedBy(as: Way, host: Parameters<typeof runTraining>[0]): Promise<[events: Seen, steps: Map<string, Watched>]> {
  const seen = new Map<string, Watched>();
  const compile: Compile = <A extends readonly StepValue[], R extends StepValue>(step: (...args: A) => R, options: CompileOptions = {}) => {
    const compiled = tools.compile(step, options);
    const watch = (...args: A) => {
      const result = as({ step: compiled, eager: compiled.eager })(...args);
      const { graphs = 0 } = seen.get(options.name ?? '') ?? {};
      seen.set(options.name ?? '', { graphs: Math.max(graphs, compiled.graphs), fallback: compiled.fallback });
      return result;
    };
    return Object.assign(watch, { eager: compiled.eager, fallback: undefined, graphs: 0, dispose: () => compiled.dispose() });
  };
  return [await collect(runTraining({ ...host, compile })), seen];
}
