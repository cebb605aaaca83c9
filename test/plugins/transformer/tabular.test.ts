import { PromptError, type Dataset, type SplitName } from 'flywheel/plugin';
import { describe, expect, it } from 'vitest';
import { inferencePass } from '../../../plugins/transformer/layers/network.ts';
import { Weights } from '../../../plugins/transformer/layers/weights.ts';
import { ColumnCoder } from '../../../plugins/transformer/tasks/classification/tabular/columns.ts';
import { executor } from '../../../plugins/transformer/tasks/classification/tabular/executor.ts';
import { fit } from '../../../plugins/transformer/tasks/classification/tabular/fit.ts';
import { learnColumns } from '../../../plugins/transformer/tasks/classification/tabular/learn-columns.ts';
import { LogisticRegression } from '../../../plugins/transformer/tasks/classification/tabular/logistic/regression.ts';
import { createFeatureTransformer, rowTensors } from '../../../plugins/transformer/tasks/classification/tabular/model.ts';
import { table } from './table.ts';
import { collect, generate, logsOf, metricsOf, randomOf, savedOf, seriesOf, TaskHost, tf, tools, warnings, weightsOf } from './task-host.ts';

const small = { epochs: 2, batchSize: 64, modelSize: 16, feedForwardSize: 32, layers: 2, heads: 2 };
const host = new TaskHost(executor, fit, table());

describe('training a classifier of table rows', () => {
  it('learns what logistic regression cannot, and tells both', async () => {
    const events = await collect(host.train({ settings: { ...small, epochs: 40, learningRate: 5e-3, dropout: 0 } }));
    expect(seriesOf(events, 'validation/accuracy').at(-1)).toBeGreaterThan(0.9);
    expect(seriesOf(events, 'validation/logistic_accuracy').at(-1)).toBeLessThan(0.75);
    expect(logsOf(events)).toEqual([]);
    expect(warnings).toEqual([]);
    const model = await host.load(events);
    const test = await host.test(model);
    expect(test['accuracy']).toBeGreaterThan(0.9);
    expect(Object.keys(test)).toEqual(expect.arrayContaining(['average_precision', 'roc_auc', 'logistic_loss', 'logistic_average_precision']));

    const ask = async (features: Record<string, unknown>) => {
      const [answer] = await generate(model, { features });
      if (answer?.type !== 'classification') throw new Error('no class');
      expect(answer.probabilities.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6);
      return answer.label;
    };
    expect(await ask({ x: 1, y: 1, colour: 'green', noise: 1001 })).toBe('yes');
    expect(await ask({ x: '1', y: ' -1 ', colour: 'green' })).toBe('no');
    expect(await ask({ x: -1, y: -1, colour: 'a colour that nobody saw' })).toBe('yes');
    expect(await ask({ x: 1, y: -1, colour: 'red', noise: null })).toBe('yes');
    model.dispose();
  });

  it('says in plain words when logistic regression is better, also where it went on after the last evaluation', async () => {
    const settings = { ...small, epochs: 1, learningRate: 1e-7 };
    const events = await collect(host.train({ settings, due: () => true }));
    expect(logsOf(events)).toEqual([expect.stringMatching(/^WARNING A simple model is better here: on the validation split logistic regression reaches an average precision of 0\.\d{3}, this Transformer 0\.\d{3}\./)]);
    const last = savedOf(events).at(-1);
    if (last === undefined) throw new Error('a checkpoint is missing');
    expect(logsOf(await collect(host.train({ settings, from: last })))).toEqual(logsOf(events));
  });

  it('compares the weights that are published, also where the host chose them', async () => {
    const settings = { ...small, learningRate: 5e-3 };
    const [best] = savedOf(await collect(host.train({ settings, due: () => true })));
    if (best === undefined) throw new Error('a checkpoint is missing');
    const events = await collect(host.train({ settings, best }));
    const model = await host.load(events);
    const { average_precision: own = NaN } = await host.test(model, 'VALIDATION');
    model.dispose();
    expect(logsOf(events)).toEqual([expect.stringContaining(`this Transformer ${own.toFixed(3)}.`)]);
  });

  it('goes on from a checkpoint at any step as if nothing had been', async () => {
    const whole = await collect(host.train({ settings: small, due: () => true }));
    const checkpoints = savedOf(whole);
    expect(checkpoints).toHaveLength(12);
    for (const saved of [0, 4, 5, 9].map((k) => checkpoints[k])) {
      if (saved === undefined) throw new Error('a checkpoint is missing');
      const resumed = await collect(host.train({ settings: small, from: saved }));
      expect(metricsOf(resumed)).toEqual(metricsOf(whole).filter(({ step }) => step > saved.step));
      expect(weightsOf(resumed)).toEqual(weightsOf(whole));
    }
  });

  it('keeps the number of tensors flat, and frees every one', async () => {
    const before = tf.memory().numTensors;
    const counts: number[] = [];
    for await (const event of host.train({ settings: { ...small, epochs: 20 } })) {
      if (event.type === 'metrics' && 'train/loss' in event.values) counts.push(tf.memory().numTensors);
    }
    expect(new Set(counts.slice(12))).toEqual(new Set([counts[12]]));
    for await (const event of host.train({ settings: small, due: () => true })) if (event.type === 'saved') break;
    const model = await host.load(await collect(host.train({ settings: small })));
    await host.test(model);
    await generate(model, { features: { x: 1 } });
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('takes tables of numbers alone, and of categories alone', async () => {
    for (const type of ['NUMBER', 'CATEGORY'] as const) {
      const data = table({ train: 64 });
      const part: Dataset<'TABULAR'> = {
        ...data,
        columns: data.columns.filter((column) => column.type === type),
        async *batches(options) {
          for await (const batch of data.batches(options)) yield { ...batch, numbers: type === 'NUMBER' ? batch.numbers : new Float64Array(0), categories: type === 'NUMBER' ? [] : batch.categories };
        },
      };
      const own = new TaskHost(executor, fit, part);
      const model = await own.load(await collect(own.train({ settings: { ...small, epochs: 1 } })));
      expect(await own.test(model)).toHaveProperty('accuracy');
      model.dispose();
    }
  });
});

describe('a table of as many columns as small pictures have', () => {
  const pixels = (columns: number): Dataset<'TABULAR'> => {
    const data = table({ train: 40, validation: 40, test: 40 });
    return {
      ...data,
      columns: Array.from({ length: columns }, (_, k) => ({ name: `x${k}`, type: 'NUMBER' })),
      async *batches(options) {
        for await (const batch of data.batches(options)) yield { ...batch, numbers: Float64Array.from({ length: batch.count * columns }, (_, k) => (k * 31) % 17), categories: [] };
      },
    };
  };

  it('is learned by default in steps that memory holds', async () => {
    const data = pixels(784);
    const sizes: Partial<Record<SplitName, number>> = {};
    const host = new TaskHost(executor, fit, { ...data, batches: (options) => ((sizes[options.split] = options.size), data.batches(options)) });
    const events = await collect(host.train({ settings: { epochs: 1, layers: 1 } }));
    expect(seriesOf(events, 'validation/loss')).toHaveLength(1);
    const attention = 785 ** 2 * 4 * 4;
    expect((sizes.TRAIN ?? Infinity) * attention).toBeLessThan(100e6);
    expect((sizes.VALIDATION ?? Infinity) * attention).toBeLessThan(300e6);
  });
});

describe('a table too wide for a logistic regression beside', () => {
  it('is learned without, says so, and can be loaded', async () => {
    const data = table({ train: 8, validation: 8, test: 8, classes: Array.from({ length: 10_000 }, (_, k) => `class ${k}`) });
    const wide: Dataset<'TABULAR'> = {
      ...data,
      columns: Array.from({ length: 210 }, (_, k) => ({ name: `x${k}`, type: 'NUMBER' })),
      async *batches(options) {
        for await (const batch of data.batches(options)) yield { ...batch, numbers: Float64Array.from({ length: batch.count * 210 }, (_, k) => k % 17), categories: [] };
      },
    };
    const own = new TaskHost(executor, fit, wide);
    const events = await collect(own.train({ settings: { ...small, epochs: 1, layers: 1 } }));
    expect(logsOf(events)).toEqual(['INFO Logistic regression is left out: with 10,000 classes and so many columns and values it would take too long.']);
    const model = await own.load(events);
    expect(Object.keys(await own.test(model)).filter((name) => name.startsWith('logistic'))).toEqual([]);
    model.dispose();
  });
});

describe('columns', () => {
  const rows = { count: 5, numbers: Float64Array.from([1, 2, 3, NaN, 4]), categories: ['a', 'b', 'a', 'b', 'c'] };
  const coder = new ColumnCoder(learnColumns([{ name: 'n', type: 'NUMBER' }, { name: 'c', type: 'CATEGORY' }], rows));

  it('are standardized by the training split, with places of their own for missing and unknown values', () => {
    const { amounts, ranks, missing, categories } = coder.code({ count: 4, numbers: Float64Array.from([2.5, NaN, 4, 1e9]), categories: ['a', null, 'c', 'b'] });
    expect([...amounts]).toEqual([0, 0, expect.closeTo(1.5 / Math.sqrt(1.25), 6), 10]);
    expect([...missing]).toEqual([0, 1, 0, 0]);
    expect(ranks[0]).toBeCloseTo(0, 3);
    expect(ranks[2]).toBeCloseTo(3, 6);
    expect(ranks[3]).toBeCloseTo(3, 6);
    // c occurred once, so it counts as unknown.
    expect([...categories]).toEqual([2, 0, 1, 3]);
  });

  it('that are missing change nothing by what stands in their place', () => {
    const weights = new Weights(tf, randomOf(3));
    const model = createFeatureTransformer({ tf, nn: tools.nn, weights }, coder, { layers: 2, heads: 2, modelSize: 8, feedForwardSize: 16, classes: 2 }, 0);
    const logits = (value: number, category: string | null) => tf.tidy(() => model(rowTensors(tf, coder, coder.code({ count: 1, numbers: Float64Array.from([value]), categories: [category] })), inferencePass).arraySync());
    expect(logits(NaN, 'never seen')).toEqual(logits(NaN, 'nor this'));
    expect(logits(NaN, null)).not.toEqual(logits(NaN, 'nor this'));
    expect(logits(1, null)).not.toEqual(logits(NaN, null));
  });
});

describe('number columns of which training tells nothing', () => {
  // The sum of three times 0.1 is rounded, so that their mean is not 0.1.
  const rows = { count: 3, numbers: Float64Array.from([0.1, NaN, 1, 0.1, NaN, 2, 0.1, NaN, 4]), categories: [], labels: Int32Array.of(0, 1, 1) };
  const coder = new ColumnCoder(learnColumns([{ name: 'same', type: 'NUMBER' }, { name: 'empty', type: 'NUMBER' }, { name: 'told', type: 'NUMBER' }], rows));
  const row = (same: number, empty: number) => ({ count: 1, numbers: Float64Array.of(same, empty, 2), categories: [] });

  it('have a deviation of 1', () => {
    expect(coder.codes.numbers).toMatchObject([{ mean: 0.1, deviation: 1 }, { mean: 0, deviation: 1, quantiles: [] }, { mean: expect.closeTo(7 / 3, 9) }]);
  });

  it('change nothing by other values later, here and in the logistic regression', async () => {
    expect(coder.code(row(1e6, 1e6))).toEqual(coder.code(row(0.1, NaN)));
    expect(coder.code(row(NaN, NaN)).missing).not.toEqual(coder.code(row(0.1, NaN)).missing);
    const logistic = await LogisticRegression.fit(coder, 2, rows, { rows: 3, evaluations: 100, signal: new AbortController().signal });
    expect(logistic.logits(row(1e6, 1e6))).toEqual(logistic.logits(row(0.1, NaN)));
  });
});

describe('what cannot be done', () => {
  it.each([
    [table({ classes: [] }), {}, /needs rows of at least two classes; this dataset version has no labels/],
    [table({ train: 0 }), {}, /training split of this dataset version is empty/],
    [table(), { heads: 3, modelSize: 16 }, /heads must divide modelSize/],
    [table(), { patchSize: 4 }, /patchSize is not used by CLASSIFICATION of this data/],
  ])('is refused before the run (%#)', async (data, settings, message) => {
    await expect(collect(new TaskHost(executor, fit, data).train({ settings }))).rejects.toThrow(message);
  });

  it('is a prompt with a column that is not known, or a number that is none', async () => {
    const model = await host.load(await collect(host.train({ settings: { ...small, epochs: 1 } })));
    const refusal = async (prompt: Record<string, unknown>) => generate(model, prompt).then(() => undefined, (error: unknown) => (error instanceof PromptError ? [error.field, error.message] : error));
    expect(await refusal({ features: { z: 1 } })).toEqual(['features', 'The model knows no column "z"; it knows x, colour, y, noise.']);
    expect(await refusal({ features: { x: 'many' } })).toEqual(['features', 'The column "x" holds numbers, and "many" is none.']);
    expect(await refusal({})).toEqual(['features', expect.stringContaining('at least one column')]);
    expect(await refusal({ history: ['a'] })).toEqual(['history', 'A model of a table takes features; leave history out.']);
    model.dispose();
  });
});
