import { barsDataset, openTestHost, pluginProblems } from 'flywheel/plugin/testing';
import { expect, test } from 'vitest';
import plugin from '../src/index.ts';

const host = await openTestHost();
const data = barsDataset({ height: 8, width: 8, train: 64 });
const hyperparameters = { epochs: 20, batchSize: 16, learningRate: 0.01, hiddenSize: 32, codeSize: 8, noise: 0.2 };

test('a server takes the plugin', () => {
  expect(pluginProblems(plugin)).toEqual([]);
});

test('it learns, by a compiled step, and leaves no tensors', async () => {
  const run = await host.train(plugin, { data, hyperparameters });
  const losses = run.series('validation/loss').map(({ value }) => value);
  expect(losses).toHaveLength(20);
  expect(losses.at(-1)).toBeLessThan(0.7 * (losses[0] ?? 0));
  if (host.backend === 'TENSORFLOW') expect(run.steps).toEqual([{ name: 'The training step', graphs: 1, fallback: undefined }]);
  expect(run.tensorsLeft).toBe(0);
});

test('a run that is lost goes on from its checkpoint with the same numbers', async () => {
  const whole = await host.train(plugin, { data, hyperparameters });
  const lost = await host.train(plugin, { data, hyperparameters, checkpointEvery: 30, loseAfterCheckpoints: 1 });
  const [from] = lost.checkpoints;
  if (from === undefined) throw new Error('There is no checkpoint.');
  const resumed = await host.train(plugin, { data, hyperparameters, from });
  expect(resumed.series('validation/loss').at(-1)).toEqual(whole.series('validation/loss').at(-1));
});

test('a trained model is measured, and draws images, the same for the same seed', async () => {
  const { files } = await host.train(plugin, { data, hyperparameters });
  const model = await host.load(plugin, files, data);
  expect((await host.evaluate(model, data))['loss']).toBeGreaterThan(0);
  const images = await host.generate(plugin, model, { count: 3 }, { seed: 7 });
  expect(images).toHaveLength(3);
  expect(images[0]).toMatchObject({ type: 'image', height: 8, width: 8, channels: 1 });
  expect(await host.generate(plugin, model, { count: 3 }, { seed: 7 })).toEqual(images);
  model.dispose();
});
