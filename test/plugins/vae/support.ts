import { parseValues, type Dataset } from 'flywheel/plugin';
import { executor } from '../../../plugins/vae/executor.ts';
import { hyperparameters } from '../../../plugins/vae/hyperparameters.ts';
import { barsDataset } from '../../../src/plugin-testing/bars-dataset.ts';
import { type HostEvent, type HostOptions, trainAsHost } from '../support/as-a-host.ts';

export { barsDataset };
export { collect, type SavedCheckpoint, tf, tools } from '../support/as-a-host.ts';

/** Trains a small VAE as a host does. */
export function runTraining({ data = barsDataset(), settings, ...host }: Omit<HostOptions, 'initial'> & { readonly data?: Dataset<'IMAGE'> } = {}): AsyncGenerator<HostEvent, void, void> {
  const parsed = parseValues(hyperparameters, { epochs: 2, batchSize: 8, filters: 4, hiddenSize: 16, decoderHiddenSize: 16, learningRate: 0.01, ...settings });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return trainAsHost(executor, { hyperparameters: parsed.values, data }, host);
}
