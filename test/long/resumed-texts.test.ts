import { expect, it } from 'vitest';
import { executor } from '../../plugins/transformer/tasks/translation/executor.ts';
import { fit } from '../../plugins/transformer/tasks/translation/fit.ts';
import { filesOf, runTraining, type Seen } from '../plugins/transformer/language-model-support.ts';
import { backwardsLanguage } from '../plugins/transformer/made-up-language.ts';
import { collect, metricsOf, savedOf, TaskHost, weightsOf } from '../plugins/transformer/task-host.ts';

const metrics = (events: Seen) => events.filter((event) => event.type === 'metrics');
const bytes = (events: Seen) => filesOf(events).map(({ path, bytes }) => [path, Buffer.from(bytes).toString('base64')]);

const small = { epochs: 2, batchSize: 32, modelSize: 32, feedForwardSize: 64, heads: 4, layers: 2, vocabularySize: 300, learningRate: 5e-3, dropout: 0.1 };
const host = new TaskHost(executor, fit, backwardsLanguage({ train: 600, longest: 4 }));

it('a translator goes on from a checkpoint at any step as if nothing had been', async () => {
  const whole = await collect(host.train({ settings: small, due: () => true }));
  const checkpoints = savedOf(whole);
  expect(checkpoints).toHaveLength(checkpoints.at(-1)?.step ?? 0);
  for (const step of [1, 4, 13, 20]) {
    const from = checkpoints[step - 1];
    if (from === undefined) throw new Error('a checkpoint is missing');
    const resumed = await collect(host.train({ settings: small, from }));
    expect(metricsOf(resumed)).toEqual(metricsOf(whole).filter(({ step: at }) => at > step));
    expect(weightsOf(resumed)).toBe(weightsOf(whole));
  }
});

it('a language model goes on from a checkpoint at any step as if nothing had been, dropout included', async () => {
  const settings = { epochs: 3, dropout: 0.2 };
  const whole = await collect(runTraining({ settings, due: () => true }));
  const checkpoints = whole.flatMap((event) => (event.type === 'saved' ? [event.saved] : []));
  expect(checkpoints.length).toBeGreaterThan(20);
  // Before the step is a graph, while it becomes one, and in another epoch.
  for (const step of [1, 3, 12]) {
    const from = checkpoints[step - 1];
    if (from === undefined) throw new Error('A checkpoint is missing.');
    const resumed = await collect(runTraining({ settings, from }));
    expect(metrics(resumed)).toEqual(metrics(whole).filter((event) => event.step > from.step));
    expect(bytes(resumed)).toEqual(bytes(whole));
  }
});
