import { describe, expect, it } from 'vitest';
import { lossTerms, type ReconstructionLoss } from '../../../plugins/vae/loss.ts';
import { buildVae, disposeVae, trainableVariables } from '../../../plugins/vae/model.ts';
import { learningRateSchedule } from '../../../plugins/vae/schedule.ts';
import { createRandom } from '../../../src/tensor/random.ts';
import { tf } from './support.ts';

const shape = { height: 5, width: 4, channels: 1, classes: 0, latentSize: 3, filters: 4, hiddenSize: 8, decoderHiddenSize: 0 };

/** The terms for two images of constant brightness, from networks that answer the same to everything. */
function terms(loss: ReconstructionLoss, answers: { mean: number; logVariance: number; logit: number }, brightness: number) {
  const vae = buildVae(tf, shape, 1);
  const values = tf.tidy(() => {
    const biases = new Map([['encoder/mean/bias', answers.mean], ['encoder/log_variance/bias', answers.logVariance], ['decoder/paint/bias', answers.logit]]);
    for (const [name, variable] of trainableVariables(tf, vae)) variable.assign(tf.fill(variable.shape, biases.get(name) ?? 0));
    const batch = { images: tf.fill([2, 5, 4, 1], brightness) as ReturnType<typeof tf.tensor4d>, labels: [] };
    const { reconstruction, kl } = lossTerms(tf, vae, loss, batch, createRandom(tf, 'TENSORFLOW', 1).normal([2, shape.latentSize]));
    return { reconstruction: reconstruction.dataSync()[0], kl: kl.dataSync()[0] };
  });
  disposeVae(vae);
  return values;
}

describe('the loss', () => {
  it('is ln 2 per pixel for a coin, and no KL for the prior itself', () => {
    const { reconstruction, kl } = terms('BINARY_CROSS_ENTROPY', { mean: 0, logVariance: 0, logit: 0 }, 0.3);
    expect(reconstruction).toBeCloseTo(20 * Math.LN2, 4);
    expect(kl).toBeCloseTo(0, 6);
  });

  it('is the cross-entropy of gray pixels, also where the sigmoid is saturated', () => {
    const p = 1 / (1 + Math.exp(-1.5));
    const { reconstruction } = terms('BINARY_CROSS_ENTROPY', { mean: 0, logVariance: 0, logit: 1.5 }, 0.3);
    expect(reconstruction).toBeCloseTo(20 * (-0.3 * Math.log(p) - 0.7 * Math.log(1 - p)), 4);
    expect(terms('BINARY_CROSS_ENTROPY', { mean: 0, logVariance: 0, logit: 200 }, 0).reconstruction).toBeCloseTo(4000, 1);
    expect(terms('BINARY_CROSS_ENTROPY', { mean: 0, logVariance: 0, logit: -200 }, 0).reconstruction).toBe(0);
  });

  it('is the density of a normal distribution with variance 1, constant included', () => {
    const p = 1 / (1 + Math.exp(-1.5));
    const { reconstruction } = terms('MEAN_SQUARED_ERROR', { mean: 0, logVariance: 0, logit: 1.5 }, 0.3);
    expect(reconstruction).toBeCloseTo(20 * ((0.3 - p) ** 2 / 2 + Math.log(2 * Math.PI) / 2), 4);
  });

  it('has the KL of two normal distributions, summed over the latent dimensions', () => {
    const { kl } = terms('BINARY_CROSS_ENTROPY', { mean: 0.7, logVariance: -1.2, logit: 0 }, 0.3);
    expect(kl).toBeCloseTo((3 * (0.7 ** 2 + Math.exp(-1.2) - 1 + 1.2)) / 2, 5);
  });
});

describe('the learning rate', () => {
  it('rises over 200 steps to its highest and falls to almost nothing', () => {
    const rate = learningRateSchedule(0.002, 4220);
    expect(rate(0)).toBeCloseTo(0.00001, 8);
    expect(rate(199)).toBe(0.002);
    expect(rate(200)).toBe(0.002);
    expect(rate(2210)).toBeCloseTo(0.001, 8);
    expect(rate(4219)).toBeLessThan(1e-8);
    expect(Math.max(...Array.from({ length: 4220 }, (_, step) => rate(step)))).toBe(0.002);
  });

  it('is positive in a run of one step', () => expect(learningRateSchedule(0.002, 1)(0)).toBe(0.002));
});
