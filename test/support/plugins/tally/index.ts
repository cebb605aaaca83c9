import { definePlugin, int } from 'flywheel/plugin';

export const hyperparameters = {
  epochs: int({ default: 2, minimum: 1, maximum: 100, description: 'Times that the training split is gone through.' }),
  batchSize: int({ default: 16, minimum: 1, maximum: 1000, description: 'Samples of a step.' }),
  planned: int({ minimum: 0, maximum: 1_000_000, description: 'Samples that it expected when it was fitted; chosen.' }),
  waitAt: int({ default: 0, minimum: 0, maximum: 1_000_000, description: 'Step at which it waits to be killed, unless it goes on from a checkpoint; 0: never.' }),
};
export type Hyperparameters = typeof hyperparameters;
export const prompt = { count: int({ default: 1, minimum: 1, maximum: 1, description: 'Of no use.' }) };

const described = {
  apiVersion: 1,
  version: '1.0.0',
  description: 'Learns nothing, and tells of each step what it was given.',
  datasetKinds: ['IMAGE', 'TEXT', 'TEXT_PAIR', 'TABULAR', 'INTERACTION'],
  backends: ['TENSORFLOW', 'WEBGPU', 'WASM'],
  hyperparameters, prompt,
  fitHyperparameters: (given: { readonly epochs: number; readonly batchSize: number; readonly waitAt: number }, { counts }: { readonly counts: { readonly TRAIN: number } }) => ({ ok: true as const, values: { ...given, planned: counts.TRAIN } }),
  executor: () => import('./executor.ts'),
} as const;

export const tally = definePlugin({ ...described, key: 'tally', name: 'Tally', heedsWeights: true });
/** The same, and goes on from a model. */
export const warmTally = definePlugin({ ...described, key: 'warmtally', name: 'Warm tally', warmStart: true });
/** The same of a stranger who knows nothing of weights. */
export const plainTally = definePlugin({ ...described, key: 'plaintally', name: 'Plain tally' });
