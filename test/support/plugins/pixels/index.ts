import { definePlugin } from 'flywheel/plugin';
import { hyperparameters, prompt } from './settings.ts';

/** One normal distribution per pixel, learned by gradient steps; goes wrong where it is told to. */
export default definePlugin({
  key: 'pixels',
  apiVersion: 1,
  version: '1.0.0',
  name: 'Pixel means',
  description: 'Learns the mean of each pixel by gradient descent, and draws it.',
  datasetKinds: ['IMAGE'],
  backends: ['TENSORFLOW', 'WEBGPU', 'WASM'],
  hyperparameters,
  prompt,
  higherIsBetter: ['likeness'],
  executor: () => import('./executor.ts'),
});
