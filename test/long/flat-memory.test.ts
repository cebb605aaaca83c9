import { expect, it, vi } from 'vitest';
import { barsDataset, runTraining as trainGan, tf } from '../plugins/gan/support.ts';
import { executor as textClassification } from '../../plugins/transformer/tasks/classification/text/executor.ts';
import { fit as fitTextClassification } from '../../plugins/transformer/tasks/classification/text/fit.ts';
import { opinions } from '../plugins/transformer/made-up-reviews.ts';
import { TaskHost } from '../plugins/transformer/task-host.ts';
import { runTraining as trainLanguageModel, textDataset, verse } from '../plugins/transformer/language-model-support.ts';
import { residentBytes } from '../support/resident-bytes.ts';

vi.setConfig({ testTimeout: 300_000 });

it('a GAN keeps tensors and memory flat over 2,000 steps', async () => {
  const data = barsDataset({ train: 1000, validation: 0 });
  const counts: number[] = [];
  const resident: number[] = [];
  for await (const event of trainGan({ data, settings: { epochs: 8, batchSize: 4, conditional: true } })) {
    if (event.type !== 'metrics') continue;
    counts.push(tf.memory().numTensors);
    resident.push(residentBytes() / 1e6);
  }
  expect(counts).toHaveLength(200);
  expect(new Set(counts).size).toBe(1);
  const middle = (from: number) => resident.slice(from, from + 20).sort((a, b) => a - b)[10] ?? NaN;
  expect(middle(180) - middle(60)).toBeLessThan(25);
});

it('a language model keeps tensors and memory flat over 2,000 steps', async () => {
  const data = textDataset({ TRAIN: verse(1400), VALIDATION: [], TEST: [] });
  const seen: { tensors: number; resident: number }[] = [];
  for await (const event of trainLanguageModel({ data, settings: { epochs: 8 } })) {
    if (event.type === 'metrics') seen.push({ tensors: tf.memory().numTensors, resident: residentBytes() });
  }
  expect(seen.length).toBeGreaterThan(200);
  const late = seen.slice(20);
  expect(new Set(late.map(({ tensors }) => tensors)).size).toBe(1);
  const middle = (part: typeof late) => part.map(({ resident }) => resident).sort((a, b) => a - b)[Math.floor(part.length / 2)] ?? NaN;
  expect(middle(late.slice(-50)) - middle(late.slice(0, 50))).toBeLessThan(40e6);
});

it('a classifier of texts keeps tensors and memory flat over 2,000 steps', async () => {
  const host = new TaskHost(textClassification, fitTextClassification, opinions());
  const counts: number[] = [];
  const resident: number[] = [];
  for await (const event of host.train({ settings: { epochs: 100, batchSize: 12, modelSize: 16, feedForwardSize: 16, learningRate: 5e-3 } })) {
    if (event.type !== 'metrics' || !('train/loss' in event.values)) continue;
    counts.push(tf.memory().numTensors);
    resident.push(residentBytes() / 1e6);
  }
  expect(counts.length).toBeGreaterThanOrEqual(200);
  expect(new Set(counts.slice(40)).size).toBe(1);
  expect(Math.max(...resident.slice(150))).toBeLessThan(Math.max(...resident.slice(50, 100)) + 60);
});
