import { PromptError } from 'flywheel/plugin';
import { describe, expect, it } from 'vitest';
import { executor } from '../../../plugins/transformer/tasks/classification/text/executor.ts';
import { fit } from '../../../plugins/transformer/tasks/classification/text/fit.ts';
import { madeUp, opinions, pairsApart, textsDataset } from './made-up-reviews.ts';
import { afterCalls, collect, filesOf, generate, logsOf, metricsOf, savedOf, seriesOf, TaskHost, tf, tools, warnings, weightsOf } from './task-host.ts';

const small = { epochs: 4, batchSize: 16, modelSize: 16, feedForwardSize: 16, learningRate: 5e-3 };
const host = new TaskHost(executor, fit, opinions());
const without = { ngramHead: false, tokenDropout: 0, dropout: 0 };

describe('training a classifier of texts', () => {
  it('learns, tells the accuracy of either half, and answers', async () => {
    const events = await collect(host.train({ settings: { ...small, epochs: 8 } }));
    expect(logsOf(events)).toEqual(['INFO Learned 21 tokens and 278 pairs of them from 240 texts.']);
    expect(seriesOf(events, 'validation/accuracy').at(-1)).toBe(1);
    expect(seriesOf(events, 'validation/ngram_accuracy').at(-1)).toBe(1);
    expect(seriesOf(events, 'validation/transformer_accuracy').at(-1)).toBeGreaterThan(0.95);
    expect(Object.keys(metricsOf(events)[0]?.values ?? {})).toEqual(['train/loss', 'train/transformer_loss', 'train/ngram_loss']);

    const model = await host.load(events);
    const test = await host.test(model);
    expect(Object.keys(test)).toEqual(['loss', 'accuracy', 'macro_f1', 'rarest_recall', 'roc_auc', 'average_precision', 'transformer_accuracy', 'ngram_accuracy']);
    expect(test['accuracy']).toBe(1);
    expect(test['roc_auc']).toBe(1);
    const [answer] = await generate(model, { text: 'The lamp was LOVELY, <b>stone</b>!' });
    expect(answer).toMatchObject({ type: 'classification', label: 'good', probabilities: [{ label: 'good' }, { label: 'bad' }] });
    // Nothing known, and nothing at all: still an answer.
    for (const text of ['zzz 東京 qqq', '', '<br />', '...']) {
      const [unknown] = await generate(model, { text });
      if (unknown?.type !== 'classification') throw new Error('no classification');
      expect(unknown.probabilities.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
    }
    model.dispose();
    expect(warnings).toEqual([]);
  });

  it('learns what no n-gram tells, by attention alone', async () => {
    const apart = new TaskHost(executor, fit, pairsApart());
    const events = await collect(apart.train({ settings: { ...small, ...without, ngramHead: true, epochs: 20 } }));
    expect(seriesOf(events, 'validation/transformer_accuracy').at(-1)).toBeGreaterThan(0.95);
    expect(seriesOf(events, 'validation/ngram_accuracy').at(-1)).toBeLessThan(0.75);
    // The shares of the halves were found on the validation split.
    expect(seriesOf(events, 'validation/accuracy').at(-1)).toBeGreaterThan(0.95);
  });

  it('is a Transformer alone where it is asked to be', async () => {
    const events = await collect(host.train({ settings: { ...small, ngramHead: false, epochs: 12 } }));
    expect(seriesOf(events, 'validation/accuracy').at(-1)).toBeGreaterThan(0.95);
    expect(new Set(metricsOf(events).flatMap(({ values }) => Object.keys(values)))).toEqual(new Set(['train/loss', 'validation/loss', 'validation/accuracy', 'validation/macro_f1', 'validation/rarest_recall', 'validation/roc_auc', 'validation/average_precision']));
    const model = await host.load(events);
    expect(Object.keys(await host.test(model))).toEqual(['loss', 'accuracy', 'macro_f1', 'rarest_recall', 'roc_auc', 'average_precision']);
    model.dispose();
  });

  it.each([['WORD_PIECE', 60], ['BYTE_PAIR', 300]] as const)('cuts texts by %s, and publishes how', async (tokenizer, vocabularySize) => {
    const events = await collect(host.train({ settings: { ...small, epochs: 8, tokenizer, vocabularySize } }));
    expect(seriesOf(events, 'validation/accuracy').at(-1)).toBe(1);
    const model = await host.load(events);
    expect((await host.test(model))['accuracy']).toBe(1);
    model.dispose();
  });

  it('takes many classes, samples without a label, and no validation split', async () => {
    const classes = Array.from({ length: 12 }, (_, k) => `topic ${k}`);
    const topics = madeUp(classes, (draw, label) => `about word${label} ${draw() < 0.5 ? 'and' : 'or'} more`, { TRAIN: 240, VALIDATION: 0, TEST: 48 });
    const events = await collect(new TaskHost(executor, fit, { ...topics, async *batches(options) {
      for await (const batch of topics.batches(options)) yield { ...batch, labels: batch.labels.map((label, k) => (k % 5 === 0 ? -1 : label)) };
    } }).train({ settings: { ...small, epochs: 6 } }));
    expect(logsOf(events)[0]).toContain('192 texts');
    const model = await host.load(events);
    const [answer] = await generate(model, { text: 'more about word7' });
    expect(answer).toMatchObject({ label: 'topic 7' });
    expect(answer?.type === 'classification' && answer.probabilities).toHaveLength(12);
    model.dispose();
  });
});

describe('a training that goes on', () => {
  it.each(['ADAMW', 'SGD'])('from a checkpoint at any step does as if nothing had been (%s)', async (optimizer) => {
    const settings = { ...small, optimizer, learningRate: 1e-3 };
    const whole = await collect(host.train({ settings, due: () => true }));
    const checkpoints = savedOf(whole);
    expect(checkpoints).toHaveLength(60);
    for (const saved of [0, 5, 14, 37].map((k) => checkpoints[k])) {
      if (saved === undefined) throw new Error('a checkpoint is missing');
      const resumed = await collect(host.train({ settings, from: saved }));
      expect(metricsOf(resumed)).toEqual(metricsOf(whole).filter(({ step }) => step > saved.step));
      expect(weightsOf(resumed)).toBe(weightsOf(whole));
    }
  });

  it('gives as graphs what it gives as written, to the last bit', async () => {
    const asGraphs = await collect(host.train({ settings: small }));
    const asWritten = await collect(host.train({ settings: small, compile: (step, options) => Object.assign(tools.compile(step, options).eager, { eager: step, fallback: undefined, graphs: 0, dispose: () => undefined }) }));
    expect(metricsOf(asGraphs)).toEqual(metricsOf(asWritten));
    expect(weightsOf(asGraphs)).toBe(weightsOf(asWritten));
  });

  it('keeps the number of tensors flat, and frees every one', async () => {
    const before = tf.memory().numTensors;
    const counts: number[] = [];
    for await (const event of host.train({ settings: { ...small, epochs: 12 } })) {
      if (event.type === 'metrics' && 'train/loss' in event.values) counts.push(tf.memory().numTensors);
    }
    expect(counts.length).toBeGreaterThanOrEqual(18);
    expect(new Set(counts.slice(4)).size).toBe(1);
    const model = await host.load(await collect(host.train({ settings: small, shouldStop: afterCalls(3) })));
    await host.test(model);
    await generate(model, { text: 'lovely' });
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('what is published', () => {
  it('is a graph that TensorFlow.js runs without this plugin', async () => {
    const events = await collect(host.train({ settings: { ...small, maxLength: 12 } }));
    const files = new Map(filesOf(events).map(({ path, bytes }) => [path, bytes]));
    expect([...files.keys()].sort()).toEqual(['flywheel.json', 'model.json', 'pairs.bin', 'vocabulary.txt', 'weights.bin']);
    const { modelTopology, weightsManifest } = JSON.parse(new TextDecoder().decode(files.get('model.json')));
    const graph = await tf.loadGraphModel(tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData: files.get('weights.bin')?.slice().buffer ?? new ArrayBuffer(0) }));
    const words = new TextDecoder().decode(files.get('vocabulary.txt')).split('\n');
    const padded = (values: number[]) => tf.tensor2d([[...values, ...new Array<number>(12 - values.length).fill(0)]], [1, 12], 'int32');
    const tokens = ['the', 'lamp', 'lovely', 'lamp'].map((word) => words.indexOf(word) + 2);
    const pairs = new Int32Array(files.get('pairs.bin')?.slice().buffer ?? new ArrayBuffer(0));
    const numberOf = (left = 0, right = 0) => Array.from({ length: pairs.length / 2 }, (_, k) => k).find((k) => pairs[k] === left && pairs[pairs.length / 2 + k] === right) ?? -1;
    const own = [0, 1, 2].map((k) => numberOf(tokens[k], tokens[k + 1]) + 1);
    const logits = graph.predict({ tokens: padded(tokens), pairs: padded(own), first: padded([1, 1, 1, 0]) });
    if (!(logits instanceof tf.Tensor)) throw new Error('one tensor was expected');
    const model = await host.load(events);
    const [answer] = await generate(model, { text: 'the lamp lovely lamp' });
    const [bad = NaN, good = NaN] = logits.dataSync();
    if (answer?.type !== 'classification') throw new Error('no classification');
    const probability = answer.probabilities.find(({ label }) => label === 'good')?.probability ?? NaN;
    expect(1 / (1 + Math.exp(bad - good))).toBeCloseTo(probability, 5);
    tf.dispose(logits);
    graph.dispose();
    model.dispose();
  });
});

describe('what cannot be done', () => {
  it.each([
    [{ heads: 3 }, /heads must divide modelSize/],
    [{ patchSize: 7 }, /patchSize is not used by CLASSIFICATION/],
    [{ tokenizer: 'CHARACTER' }, /tokenizer must be WORD, WORD_PIECE or BYTE_PAIR/],
    [{ tokenizer: 'BYTE_PAIR', vocabularySize: 100 }, /vocabularySize must be at least 259/],
  ])('is refused before the run: %j', async (settings, message) => {
    await expect(collect(host.train({ settings }))).rejects.toThrow(message);
  });

  it.each([[['one'], /one class/], [[], /no labels/]])('is to tell classes apart where there are %j', async (classes, message) => {
    const texts = textsDataset(classes, { TRAIN: [{ text: 'a', label: 0 }], VALIDATION: [], TEST: [] });
    await expect(collect(new TaskHost(executor, fit, texts).train())).rejects.toThrow(message);
  });

  it('is a prompt without a text, or of another kind of model', async () => {
    const model = await host.load(await collect(host.train({ settings: { ...small, epochs: 1 } })));
    const refusal = async (prompt: Record<string, unknown>) => generate(model, prompt).then(() => undefined, (error: unknown) => (error instanceof PromptError ? [error.field, error.message] : error));
    expect(await refusal({})).toEqual(['text', 'Give the text to classify.']);
    expect(await refusal({ text: 'a', topK: 3 })).toEqual(['topK', expect.stringContaining('does not use it')]);
    model.dispose();
  });
});
