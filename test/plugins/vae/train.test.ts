import type { Compile, CompiledStep, CompileOptions, Dataset, StepValue, TrainEvent } from 'flywheel/plugin';
import { describe, expect, it } from 'vitest';
import { barsDataset, collect, runTraining, tf, tools, type SavedCheckpoint } from './support.ts';

type Seen = Awaited<ReturnType<typeof collect<TrainEvent | { type: 'saved'; saved: SavedCheckpoint }>>>;
const metrics = (events: Seen) => events.filter((event) => event.type === 'metrics');
const series = (events: Seen, name: string) => metrics(events).flatMap(({ step, values }) => (name in values ? [[step, values[name]] as const] : []));

describe('training a VAE', () => {
  it('learns, shows 16 samples after every epoch, and ends with a model', async () => {
    const events = await collect(runTraining({ settings: { epochs: 30 } }));
    const losses = series(events, 'validation/loss').map(([, value]) => value ?? NaN);
    expect(losses).toHaveLength(30);
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) - 4);
    const samples = events.filter((event) => event.type === 'samples');
    expect(samples).toHaveLength(30);
    expect(samples[0]?.outputs).toHaveLength(16);
    expect(samples[0]?.outputs[0]).toMatchObject({ type: 'image', width: 8, height: 8, channels: 1 });
    expect(events.at(-1)).toMatchObject({ type: 'model' });
  });

  it('tells reconstruction + beta × KL as the loss, every 10 steps and at the end of every epoch', async () => {
    const events = await collect(runTraining({ settings: { epochs: 2, batchSize: 4, beta: 3 } }));
    expect(series(events, 'train/loss').map(([step]) => step)).toEqual([10, 12, 20, 24]);
    for (const { values } of metrics(events).filter(({ values }) => 'train/loss' in values)) {
      expect(values['train/loss']).toBeCloseTo((values['train/reconstruction'] ?? NaN) + 3 * (values['train/kl'] ?? NaN), 10);
    }
    expect(metrics(events).at(-1)?.progress).toEqual({ epoch: 2, epochs: 2, step: 24, steps: 24 });
  });

  it('gives the same numbers for the same seed, to the last digit, and others for another', async () => {
    const first = await collect(runTraining({ settings: { epochs: 4 } }));
    const second = await collect(runTraining({ settings: { epochs: 4 } }));
    const other = await collect(runTraining({ settings: { epochs: 4 }, seed: 2 }));
    expect(metrics(second)).toEqual(metrics(first));
    expect(modelBytes(second)).toEqual(modelBytes(first));
    expect(metrics(other)).not.toEqual(metrics(first));
  });

  it.each(['ADAM', 'ADAMW', 'SGD'])('goes on from a checkpoint at any step as if nothing had been (%s)', async (optimizer) => {
    const settings = { epochs: 3, optimizer, ...(optimizer === 'SGD' ? { learningRate: 1e-4 } : {}) };
    const whole = await collect(runTraining({ data: unevenBars(), settings, due: () => true }));
    const checkpoints = whole.flatMap((event) => (event.type === 'saved' ? [event.saved] : []));
    expect(checkpoints.map(({ step }) => step)).toEqual(Array.from({ length: 18 }, (_, k) => k + 1));
    // The first steps are recorded, and the resumed run's, too; in the whole run the later ones are one graph.
    for (const step of [1, 2, 3, 5, 8, 12]) {
      const from = checkpoints[step - 1];
      if (from === undefined) throw new Error('a checkpoint is missing');
      const resumed = await collect(runTraining({ data: unevenBars(), settings, from }));
      expect(metrics(resumed)).toEqual(metrics(whole).filter(({ step }) => step > from.step));
      expect(modelBytes(resumed)).toEqual(modelBytes(whole));
    }
  });

  it('gives as graphs what it gives as written, to the last bit', async () => {
    const host = { data: unevenBars(), settings: { epochs: 4, conditional: true, beta: 2 } };
    const compiled = watched((step) => step);
    const asGraphs = await collect(runTraining({ ...host, compile: compiled.compile }));
    const asWritten = await collect(runTraining({ ...host, compile: watched(({ eager }) => eager).compile }));
    // A graph for full batches and one for the last of an epoch; 16 samples are always drawn together.
    expect(compiled.mostGraphs()).toEqual({ 'The training step': 2, 'The evaluation step': 1, 'The drawing step': 1 });
    expect(asGraphs.slice(0, -1)).toEqual(asWritten.slice(0, -1));
    expect(modelBytes(asGraphs)).toEqual(modelBytes(asWritten));
  });

  it('publishes the best checkpoint where the host has one', async () => {
    const whole = await collect(runTraining({ settings: { epochs: 2 }, due: () => true }));
    const saved = whole.find((event) => event.type === 'saved');
    if (saved?.type !== 'saved') throw new Error('no checkpoint');
    const stopped = await collect(runTraining({ settings: { epochs: 2 }, shouldStop: afterCalls(2) }));
    const best = await collect(runTraining({ settings: { epochs: 2 }, best: saved.saved }));
    expect(saved.saved.step).toBe(1);
    expect(modelBytes(best)).toEqual(modelBytes(stopped));
  });

  it('ends early but well when the host says so', async () => {
    const events = await collect(runTraining({ settings: { epochs: 50 }, shouldStop: afterCalls(20) }));
    expect(metrics(events).at(-1)?.step).toBeLessThan(30);
    expect(events.at(-1)?.type).toBe('model');
  });

  it('stops without a model when it is canceled', async () => {
    const abort = new AbortController();
    const events: Seen = [];
    for await (const event of runTraining({ settings: { epochs: 50 }, signal: abort.signal })) {
      events.push(event);
      abort.abort();
    }
    expect(events).toHaveLength(1);
  });

  it('frees every tensor, whether it ends, is left or fails', async () => {
    const before = tf.memory().numTensors;
    await collect(runTraining({ due: () => true }));
    for await (const event of runTraining({ due: () => true })) if (event.type === 'saved') break;
    await expect(collect(runTraining({ data: overflowing() }))).rejects.toThrow(/train\/loss is no longer a number at step 6. A lower learning rate helps/);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('keeps the number of tensors flat over 1,000 steps', async () => {
    const counts: number[] = [];
    const data = barsDataset({ train: 400, validation: 0 });
    for await (const event of runTraining({ data, settings: { epochs: 10, batchSize: 4 } })) {
      if (event.type === 'metrics') counts.push(tf.memory().numTensors);
    }
    expect(counts).toHaveLength(100);
    expect(new Set(counts).size).toBe(1);
  });

  it.each([
    { height: 4, width: 4, channels: 1 as const },
    { height: 7, width: 10, channels: 3 as const },
    { height: 29, width: 5, channels: 1 as const },
  ])('takes images of $height × $width × $channels', async (image) => {
    const data = barsDataset({ ...image, train: 16 });
    const events = await collect(runTraining({ data, settings: { epochs: 1, conditional: true, reconstructionLoss: 'MEAN_SQUARED_ERROR' } }));
    const samples = events.find((event) => event.type === 'samples');
    expect(samples?.outputs[5]).toMatchObject({ ...image, conditionLabel: 'bar 1' });
  });

  it.each([
    [barsDataset({ height: 3 }), {}, /Images of 8×3 pixels do not fit; each side must have 4 to 256/],
    [barsDataset({ classes: 0 }), { conditional: true }, /needs labels/],
    [barsDataset({ train: 0 }), {}, /training split .* is empty/],
  ])('refuses what cannot be trained (%#)', async (data, settings, message) => {
    await expect(collect(runTraining({ data, settings }))).rejects.toThrow(message);
  });
});

function modelBytes(events: Seen): unknown {
  const last = events.at(-1);
  return last?.type === 'model' ? last.files.filter(({ path }) => path.endsWith('.bin')).map(({ bytes }) => Buffer.from(bytes).toString('base64')) : undefined;
}

/** The last batch of an epoch is smaller than the others. */
function unevenBars(): Dataset<'IMAGE'> {
  return barsDataset({ train: 44 });
}

/** `compile` whose steps are counted, and called as `as` says. */
function watched(as: <A extends readonly StepValue[], R extends StepValue>(step: CompiledStep<A, R>) => (...args: A) => R) {
  const most = new Map<string, number>();
  const compile: Compile = <A extends readonly StepValue[], R extends StepValue>(step: (...args: A) => R, options: CompileOptions = {}) => {
    const compiled = tools.compile(step, options);
    const { name = '' } = options;
    const count = (...args: A) => {
      const result = as(compiled)(...args);
      most.set(name, Math.max(most.get(name) ?? 0, compiled.graphs));
      return result;
    };
    return Object.assign(count, { eager: compiled.eager, fallback: undefined, graphs: 0, dispose: () => compiled.dispose() });
  };
  return { compile, mostGraphs: () => Object.fromEntries(most) };
}

/** Pixels so bright that the loss overflows. */
function overflowing(): Dataset<'IMAGE'> {
  const data = barsDataset();
  return {
    ...data,
    async *batches(options) {
      for await (const batch of data.batches(options)) yield { ...batch, images: batch.images.fill(3e38) };
    },
  };
}

/** False for the first calls, then true. The trainer asks once before an epoch and once after a step. */
function afterCalls(calls: number): () => boolean {
  let asked = 0;
  return () => ++asked > calls - 1;
}
