import { PromptError } from 'flywheel/plugin';
import { describe, expect, it } from 'vitest';
import { inferencePass } from '../../../plugins/transformer/layers/network.ts';
import { Weights } from '../../../plugins/transformer/layers/weights.ts';
import { executor } from '../../../plugins/transformer/tasks/recommendation/executor.ts';
import { fit } from '../../../plugins/transformer/tasks/recommendation/fit.ts';
import { createSasrec } from '../../../plugins/transformer/tasks/recommendation/model.ts';
import { scoresAfter } from '../../../plugins/transformer/tasks/recommendation/scorer.ts';
import { circle, leaveOneOut } from './interactions.ts';
import { afterCalls, collect, generate, logsOf, metricsOf, randomOf, savedOf, seriesOf, TaskHost, tf, tools, warnings, weightsOf } from './task-host.ts';

const small = { epochs: 3, batchSize: 16, modelSize: 16, feedForwardSize: 16, maxLength: 10, layers: 2, heads: 2 };
const host = new TaskHost(executor, fit, circle());

describe('training a model of interactions', () => {
  it('learns what follows, and says beside it what simple models reach', async () => {
    const events = await collect(host.train({ settings: { ...small, epochs: 60, learningRate: 0.01, dropout: 0.1 } }));
    const ndcg = seriesOf(events, 'validation/ndcg_at_10');
    expect(ndcg[0]).toBeLessThan(0.9);
    expect(ndcg.at(-1)).toBeGreaterThan(0.95);
    expect(seriesOf(events, 'validation/hit_rate_at_10').at(-1)).toBeGreaterThan(0.95);
    expect(metricsOf(events).at(-1)?.values).toMatchObject({ 'validation/popularity_hit_rate_at_10': expect.any(Number), 'validation/item_knn_ndcg_at_10': expect.any(Number) });
    expect(logsOf(events)).toEqual([]);
    expect(warnings).toEqual([]);

    const model = await host.load(events);
    const test = await host.test(model);
    expect(test['ndcg_at_10']).toBeGreaterThan(0.95);
    expect(Object.keys(test)).toEqual(['hit_rate_at_10', 'ndcg_at_10', 'popularity_hit_rate_at_10', 'popularity_ndcg_at_10', 'item_knn_hit_rate_at_10', 'item_knn_ndcg_at_10']);
    const [answer] = await generate(model, { history: ['item 3', 'no such item', 'item 4', 'item 5'], count: 5 });
    if (answer?.type !== 'recommendation') throw new Error('no recommendation');
    expect(answer.items).toHaveLength(5);
    expect(answer.items[0]?.item).toBe('item 6');
    expect(answer.items.map(({ score }) => score)).toEqual(answer.items.map(({ score }) => score).sort((a, b) => b - a));
    // The model cannot offer what was had, however many are asked for.
    const [all] = await generate(model, { history: ['item 3', 'item 4'], count: 1000 });
    expect(all?.type === 'recommendation' && all.items.map(({ item }) => item).filter((item) => item === 'item 3' || item === 'item 4')).toEqual([]);
    model.dispose();
  });

  it('says in plain words when a simple model is better, also where it went on after the last evaluation', async () => {
    const settings = { ...small, epochs: 1 };
    const events = await collect(host.train({ settings, due: () => true }));
    expect(logsOf(events)).toEqual([expect.stringMatching(/^WARNING A simple model is better here: on the validation split item-kNN.* reaches .* this Transformer/)]);
    const last = savedOf(events).at(-1);
    if (last === undefined) throw new Error('a checkpoint is missing');
    expect(logsOf(await collect(host.train({ settings, from: last })))).toEqual(logsOf(events));
  });

  it('goes on from a checkpoint at any step as if nothing had been', async () => {
    const whole = await collect(host.train({ settings: small, due: () => true }));
    const checkpoints = savedOf(whole);
    expect(checkpoints).toHaveLength(12);
    for (const saved of [1, 3, 4, 7].map((k) => checkpoints[k])) {
      if (saved === undefined) throw new Error('a checkpoint is missing');
      const resumed = await collect(host.train({ settings: small, from: saved }));
      expect(metricsOf(resumed)).toEqual(metricsOf(whole).filter(({ step }) => step > saved.step));
      expect(weightsOf(resumed)).toEqual(weightsOf(whole));
    }
  });

  it('keeps the number of tensors flat, and frees every one', async () => {
    const before = tf.memory().numTensors;
    const counts: number[] = [];
    for await (const event of host.train({ settings: { ...small, epochs: 60 } })) {
      if (event.type === 'metrics' && 'train/loss' in event.values) counts.push(tf.memory().numTensors);
    }
    // Until the scoring step is a graph, too.
    expect(counts.length).toBeGreaterThan(60);
    expect(new Set(counts.slice(20))).toEqual(new Set([counts[20]]));
    for await (const event of host.train({ settings: small, due: () => true })) if (event.type === 'saved') break;
    const model = await host.load(await collect(host.train({ settings: small, shouldStop: afterCalls(3) })));
    await host.test(model);
    await generate(model, { history: ['item 1'] });
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('what a place sees', () => {
  const shape = { items: 30, layers: 2, heads: 2, modelSize: 16, feedForwardSize: 32, maxLength: 8 };
  const weights = new Weights(tf, randomOf(5));
  const model = createSasrec({ tf, nn: tools.nn, weights }, shape, 0);
  const followed = (rows: number[][]) => tf.tidy(() => tf.reshape(model.follow(tf.tensor2d(rows, [rows.length, 8], 'int32'), inferencePass), [rows.length, 8, 17]).arraySync()) as number[][][];

  it('is no later item', () => {
    const [one, other] = followed([[4, 9, 2, 7, 1, 1, 1, 1], [4, 9, 2, 7, 30, 3, 8, 5]]);
    expect(other?.slice(0, 4)).toEqual(one?.slice(0, 4));
    expect(other?.[4]).not.toEqual(one?.[4]);
  });

  it('is no padding: a history has the same scores, however it is padded and whoever is beside it', () => {
    const scores = (rows: number[][], lasts: number[]) => tf.tidy(() => scoresAfter(tf, model, tf.tensor2d(rows, [rows.length, 8], 'int32'), tf.tensor1d(lasts, 'int32')).arraySync()) as number[][];
    const [padded] = scores([[4, 9, 2, 0, 0, 0, 0, 0]], [2]);
    const [filled] = scores([[4, 9, 2, 17, 5, 29, 1, 6]], [2]);
    const both = scores([[11, 12, 13, 14, 15, 16, 17, 18], [4, 9, 2, 0, 0, 0, 0, 0]], [7, 10]);
    expect(filled).toEqual(padded);
    both[1]?.forEach((score, k) => expect(score).toBeCloseTo(padded?.[k] ?? NaN, 5));
  });
});

describe('what cannot be done', () => {
  const fitted = (settings: Record<string, unknown>) => collect(host.train({ settings }));

  it.each([
    [{ heads: 3 }, /heads must divide modelSize/],
    [{ patchSize: 7 }, /patchSize is not used by RECOMMENDATION/],
    [{ batchSize: 4096, maxLength: 4096 }, /batchSize is too great for histories of 4096 and 40 items.* at most 1562 fits/],
  ])('is refused before the run: %j', async (settings, message) => {
    await expect(fitted(settings)).rejects.toThrow(message);
  });

  it('is a training split without anything that follows', async () => {
    const lonely = new TaskHost(executor, fit, leaveOneOut({ a: ['x', 'y', 'z'], b: ['y', 'z', 'x'] }));
    await expect(collect(lonely.train())).rejects.toThrow('No user has two interactions in the training split');
  });

  it('is a prompt without a known item, or of another kind of model', async () => {
    const model = await host.load(await collect(host.train({ settings: { ...small, epochs: 1 } })));
    const refusal = async (prompt: Record<string, unknown>) => generate(model, prompt).then(() => undefined, (error: unknown) => (error instanceof PromptError ? [error.field, error.message] : error));
    expect(await refusal({ history: ['nothing'] })).toEqual(['history', expect.stringMatching(/^The model knows none of these items; it knows item 0, item 1, .* and 30 more\.$/)]);
    expect(await refusal({ history: [] })).toEqual(['history', expect.stringContaining('at least one item')]);
    expect(await refusal({ text: 'hello' })).toEqual(['text', 'A model of interactions takes history and count; leave text out.']);
    expect(await refusal({ history: Array.from({ length: 40 }, (_, k) => `item ${k}`) })).toEqual(['history', expect.stringContaining('none left to offer')]);
    model.dispose();
  });
});
