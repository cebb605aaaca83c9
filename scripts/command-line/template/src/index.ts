import { definePlugin } from 'flywheel/plugin';
import { hyperparameters } from './hyperparameters.ts';
import { prompt } from './prompt.ts';

/** The plugin: what it is called, what it takes, where it computes. Servers load this file; what computes is loaded by `executor` alone. */
const plugin = definePlugin({
  key: '__KEY__',
  apiVersion: 1,
  version: '0.1.0',
  name: '__TITLE__',
  description: 'A denoising autoencoder: learns to clean noisy images, and draws new ones by cleaning noise again and again (Vincent et al. 2008, Bengio et al. 2013).',
  datasetKinds: ['IMAGE'],
  backends: ['TENSORFLOW', 'WASM'],
  hyperparameters,
  prompt,
  executor: () => import('./executor.ts'),
});

// TypeScript 5.9 leaves the `.ts` of an import() within `export default` as it is, so the export stands alone.
export default plugin;
