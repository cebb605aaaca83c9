import { definePlugin } from 'flywheel/plugin';
import { hyperparameters, prompt } from './settings.ts';

/** The smallest algorithm that learns: the mean image, drawn with noise. */
export default definePlugin({
  key: 'mean',
  apiVersion: 1,
  version: '1.0.0',
  name: 'Mean image',
  description: 'Learns the mean of all images, and draws it with noise.',
  datasetKinds: ['IMAGE'],
  backends: ['TENSORFLOW', 'WEBGPU', 'WASM'],
  hyperparameters,
  prompt,
  executor: () => import('./executor.ts'),
});
