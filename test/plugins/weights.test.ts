import type { Dataset } from 'flywheel/plugin';
import { barsDataset, openTestHost, type TestHost } from 'flywheel/plugin/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { discriminatorLoss, generatorLoss } from '../../plugins/gan/losses.ts';
import gan from '../../plugins/gan/index.ts';
import { labelLoss } from '../../plugins/transformer/tasks/classification/label-loss.ts';
import transformer from '../../plugins/transformer/index.ts';
import vae from '../../plugins/vae/index.ts';

let host: TestHost;
beforeAll(async () => {
  host = await openTestHost();
});

const EVEN = [1, 1, 1, 1];
const small = { layers: 1, heads: 2, modelSize: 16, feedForwardSize: 16 };

describe.each([
  ['VAE', 8, 'train/loss', (data: Dataset<'IMAGE'>) => host.train(vae, { data, hyperparameters: { epochs: 2, batchSize: 16, filters: 4, hiddenSize: 8, decoderHiddenSize: 8 } })],
  ['GAN', 28, 'train/discriminator_loss', (data: Dataset<'IMAGE'>) => host.train(gan, { data, hyperparameters: { epochs: 1, batchSize: 16, filters: 4, conditional: true } })],
  ['Transformer', 8, 'train/loss', (data: Dataset<'IMAGE'>) => host.train(transformer, { data, hyperparameters: { epochs: 2, batchSize: 16, ...small } })],
] as const)('the %s', (_name, side, metric, train) => {
  const losses = async (weights?: readonly number[]) => {
    const run = await train(barsDataset({ height: side, width: side, ...(weights && { weights }) }));
    expect(run.tensorsLeft).toBe(0);
    expect(run.steps.filter(({ fallback }) => fallback !== undefined)).toEqual([]);
    return run.series(metric).map(({ value }) => value);
  };

  it('learns the same from weights of 1 as without, and other things from unequal ones', async () => {
    const plain = await losses();
    const even = await losses(EVEN);
    plain.forEach((value, index) => expect(even[index]).toBeCloseTo(value, 2));
    const uneven = await losses([4, 0, 0, 0]);
    expect(Math.abs((uneven.at(-1) ?? 0) - (plain.at(-1) ?? 0))).toBeGreaterThan(0.01);
  });
});

describe('a loss', () => {
  it('of a class counts each sample by its weight, and what has no label not at all', () => {
    const { tf } = host;
    const logits = tf.tensor2d([[2, 0], [0, 1], [5, 5]]);
    const labels = tf.tensor1d([0, 0, -1], 'int32');
    const each = [Math.log(1 + Math.exp(-2)), Math.log(1 + Math.exp(1))] as const;
    expect(labelLoss(tf, logits, labels, 0).dataSync()[0]).toBeCloseTo((each[0] + each[1]) / 2, 5);
    expect(labelLoss(tf, logits, labels, 0, tf.tensor1d([0.5, 1.5, 9])).dataSync()[0]).toBeCloseTo((0.5 * each[0] + 1.5 * each[1]) / 2, 5);
  });

  it.each(['NON_SATURATING', 'HINGE', 'WASSERSTEIN_GP'] as const)('of a game likewise (%s)', (loss) => {
    const { tf } = host;
    const [real, drawn, weights] = [tf.tensor1d([0.5, -1]), tf.tensor1d([0.2, 2]), tf.tensor1d([2, 0])];
    const [firstReal, firstDrawn] = [tf.tensor1d([0.5]), tf.tensor1d([0.2])];
    expect(discriminatorLoss(tf, loss, real, drawn, { real: weights, drawn: weights }).dataSync()[0]).toBeCloseTo(discriminatorLoss(tf, loss, firstReal, firstDrawn).dataSync()[0] ?? NaN, 5);
    expect(generatorLoss(tf, loss, drawn, weights).dataSync()[0]).toBeCloseTo(generatorLoss(tf, loss, firstDrawn).dataSync()[0] ?? NaN, 5);
  });
});
