import { definePlugin } from 'flywheel/plugin';
import { fitHyperparameters } from './fit-hyperparameters.ts';
import { hyperparameters, prompt } from './settings.ts';

/** Learns nothing, and makes texts token by token at a pace that is asked for, classes, recommendations, and wrong things. */
export default definePlugin({
  key: 'words',
  apiVersion: 1,
  version: '1.0.0',
  name: 'Words',
  description: 'Makes texts, classes and recommendations.',
  datasetKinds: ['IMAGE'],
  backends: ['TENSORFLOW', 'WEBGPU', 'WASM'],
  hyperparameters,
  prompt,
  fitHyperparameters,
  executor: () => import('./executor.ts'),
});
