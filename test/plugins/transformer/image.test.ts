import { PromptError, type Image } from 'flywheel/plugin';
import { describe, expect, it } from 'vitest';
import transformer from '../../../plugins/transformer/index.ts';
import { inferencePass } from '../../../plugins/transformer/layers/network.ts';
import { Weights } from '../../../plugins/transformer/layers/weights.ts';
import { executor } from '../../../plugins/transformer/tasks/classification/image/executor.ts';
import { fit } from '../../../plugins/transformer/tasks/classification/image/fit.ts';
import { createVisionTransformer } from '../../../plugins/transformer/tasks/classification/image/model.ts';
import { pixelsOf } from '../../../plugins/transformer/tasks/classification/image/picture.ts';
import { defaultsFor, patchesOf } from '../../../plugins/transformer/tasks/classification/image/settings.ts';
import { createShifts } from '../../../plugins/transformer/tasks/classification/image/shift.ts';
import { fitHyperparameters } from '../../../src/domain/training-runs/fit-hyperparameters.ts';
import { barsDataset } from '../vae/support.ts';
import { collect, generate, metricsOf, randomOf, savedOf, seriesOf, TaskHost, tf, tools, warnings, weightsOf } from './task-host.ts';

const small = { epochs: 2, batchSize: 8, modelSize: 16, feedForwardSize: 32, layers: 2, heads: 2, patchSize: 4 };
const host = new TaskHost(executor, fit, barsDataset());

describe('training a classifier of images', () => {
  it('learns, and publishes what classifies as well', async () => {
    const events = await collect(host.train({ settings: { ...small, epochs: 30, learningRate: 3e-3 } }));
    expect(seriesOf(events, 'validation/accuracy').at(-1)).toBeGreaterThan(0.95);
    expect(warnings).toEqual([]);
    const model = await host.load(events);
    expect((await host.test(model))['accuracy']).toBeGreaterThan(0.95);
    const bar: Image = { height: 8, width: 8, channels: 3, pixels: Uint8Array.from({ length: 192 }, (_, k) => (Math.floor(k / 24) % 4 === 2 ? 230 : 20)) };
    const [answer] = await generate(model, { imageUploadId: 'a' }, async () => bar);
    expect(answer).toMatchObject({ type: 'classification', label: 'bar 2' });
    model.dispose();
  });

  it('goes on from a checkpoint at any step as if nothing had been', async () => {
    const uneven = new TaskHost(executor, fit, barsDataset({ train: 44 }));
    const whole = await collect(uneven.train({ settings: small, due: () => true }));
    for (const k of [0, 4, 6, 8]) {
      const saved = savedOf(whole)[k];
      if (saved === undefined) throw new Error('a checkpoint is missing');
      const resumed = await collect(uneven.train({ settings: small, from: saved }));
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
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    [{ height: 5, width: 9, channels: 3 as const }, { convolutionalStem: true, patchSize: 4 }],
    [{ height: 9, width: 5, channels: 1 as const }, { convolutionalStem: false, patchSize: 2 }],
  ])('takes images of %j', async (image, settings) => {
    const own = new TaskHost(executor, fit, barsDataset({ ...image, train: 16 }));
    const model = await own.load(await collect(own.train({ settings: { ...small, ...settings, epochs: 1 } })));
    expect(await own.test(model)).toHaveProperty('macro_f1');
    model.dispose();
  });
});

describe('the parts', () => {
  it('shift every image by whole pixels of its own, and fill with black', () => {
    const image = Float32Array.from({ length: 6 * 5 * 2 }, (_, k) => k + 1);
    const [rows, columns] = [new Set<number>(), new Set<number>()];
    const shifts = createShifts(tf, randomOf(1), { height: 6, width: 5 }, 2);
    const shifted = tf.tidy(() => shifts.apply(tf.tile(tf.tensor4d(image, [1, 6, 5, 2]), [200, 1, 1, 1])).arraySync()) as number[][][][];
    for (const one of shifted) {
      // Pixel (2, 2) cannot have left the picture.
      const [row, column] = Array.from({ length: 30 }, (_, k) => [Math.floor(k / 5), k % 5] as const).find(([r, c]) => one[r]?.[c]?.[0] === (2 * 5 + 2) * 2 + 1) ?? [NaN, NaN];
      rows.add(row - 2);
      columns.add(column - 2);
      one.forEach((line, r) => line.forEach((pixel, c) => {
        const [fromRow, fromColumn] = [r - (row - 2), c - (column - 2)];
        const inside = fromRow >= 0 && fromRow < 6 && fromColumn >= 0 && fromColumn < 5;
        expect(pixel).toEqual([0, 1].map((channel) => (inside ? (fromRow * 5 + fromColumn) * 2 + channel + 1 : 0)));
      }));
    }
    expect([...rows].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
    expect([...columns].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
    shifts.dispose();
  });

  it('look at one image at a time: who is beside it changes nothing', () => {
    const weights = new Weights(tf, randomOf(2));
    const settings = { layers: 2, heads: 2, modelSize: 8, feedForwardSize: 16, patchSize: 4, convolutionalStem: true };
    const model = createVisionTransformer({ tf, nn: tools.nn, weights }, { settings, image: { height: 8, width: 8, channels: 1 }, pixels: { mean: 0.5, deviation: 0.2 }, classes: 3 }, 0);
    const [first, second, third] = [1, 2, 3].map((seed) => randomOf(seed).uniform([1, 8, 8, 1]));
    if (!first || !second || !third) throw new Error('no images');
    const logits = (other: typeof first) => tf.tidy(() => model(tf.concat([first, other]), inferencePass).arraySync()) as number[][];
    expect(logits(third)[0]).toEqual(logits(second)[0]);
    expect(logits(third)[1]).not.toEqual(logits(second)[1]);
  });

  it('make gray of colours by their luma, and colours of gray by repetition', () => {
    const colours: Image = { height: 1, width: 2, channels: 3, pixels: Uint8Array.of(255, 0, 0, 10, 10, 10) };
    expect([...pixelsOf(colours, { height: 1, width: 2, channels: 1 })]).toEqual([expect.closeTo(0.299, 6), expect.closeTo(10 / 255, 6)]);
    const gray: Image = { height: 1, width: 2, channels: 1, pixels: Uint8Array.of(255, 51) };
    expect([...pixelsOf(gray, { height: 1, width: 2, channels: 3 })]).toEqual([1, 1, 1, ...[0.2, 0.2, 0.2].map((value) => expect.closeTo(value, 6))]);
  });

  it('keep nothing that grows with the area of the images', () => {
    const before = tf.memory().numBytes;
    const shifts = createShifts(tf, randomOf(1), { height: 2048, width: 2048 }, 146);
    expect(tf.memory().numBytes - before).toBeLessThan(1e5);
    shifts.dispose();
    expect(tf.memory().numBytes).toBe(before);
  });

  it('choose patches by the size of the images', () => {
    const patch = (side: number) => defaultsFor(barsDataset({ height: side, width: side })).patchSize;
    expect([28, 32, 64, 8].map(patch)).toEqual([7, 8, 8, 2]);
  });

  it.each([
    [{ height: 28, width: 28, channels: 1 }, { patchSize: 7, batchSize: 128, convolutionalStem: true }],
    [{ height: 128, width: 128, channels: 3 }, { patchSize: 16, batchSize: 128, convolutionalStem: true }],
    [{ height: 480, width: 640, channels: 3 }, { patchSize: 40, batchSize: 36, convolutionalStem: false }],
    [{ height: 2048, width: 2048, channels: 3 }, { patchSize: 128, batchSize: 2, convolutionalStem: false }],
  ])('fit images of %j', (image, settings) => {
    const values = fitHyperparameters(transformer, {}, { kind: 'IMAGE', classes: ['a', 'b'], counts: { TRAIN: 60_000, VALIDATION: 0, TEST: 0 }, image });
    expect(values).toMatchObject(settings);
    const { rows, columns } = patchesOf(image, settings.patchSize);
    expect(rows * columns).toBeLessThanOrEqual(256);
  });
});

describe('what cannot be done', () => {
  it.each([
    [barsDataset({ classes: 0 }), {}, /needs images of at least two classes; this dataset version has no labels/],
    [barsDataset({ train: 0 }), {}, /training split of this dataset version is empty/],
    [barsDataset(), { patchSize: 9 }, /patchSize must be at most 8, the longer side of the images, not 9/],
    [barsDataset({ height: 64, width: 64 }), { patchSize: 1 }, /patchSize cuts images of 64×64 pixels into 4096 patches; at most 1024.*at least 2/],
    [barsDataset(), { maxLength: 9 }, /maxLength is not used by CLASSIFICATION of this data/],
  ])('is refused before the run (%#)', async (data, settings, message) => {
    await expect(collect(new TaskHost(executor, fit, data).train({ settings }))).rejects.toThrow(message);
  });

  it('is a picture of another size, and none at all', async () => {
    const model = await host.load(await collect(host.train({ settings: { ...small, epochs: 1 } })));
    const large: Image = { height: 10, width: 20, channels: 1, pixels: new Uint8Array(200) };
    const refusal = async (prompt: Record<string, unknown>) => generate(model, prompt, async () => large).then(() => undefined, (error: unknown) => (error instanceof PromptError ? [error.field, error.message] : error));
    expect(await refusal({ imageUploadId: 'a' })).toEqual(['imageUploadId', 'The picture has 20×10 pixels (width × height); this model was trained on 8×8. Scale or cut it to that size.']);
    expect(await refusal({})).toEqual(['imageUploadId', expect.stringContaining('Give the id')]);
    expect(await refusal({ text: 'a' })).toEqual(['text', 'A model of images takes imageUploadId; leave text out.']);
    model.dispose();
  });
});
