import { definePlugin } from 'flywheel/plugin';
import { hyperparameters, prompt } from './settings.ts';

/** Learns nothing; its versions say what they were told to, so that one can tell which one answered. */
export default definePlugin({
  key: 'verdict',
  apiVersion: 1,
  version: '1.0.0',
  name: 'Verdict',
  description: 'Says YES or NO to everything, or breaks.',
  datasetKinds: ['IMAGE'],
  backends: ['TENSORFLOW', 'WEBGPU', 'WASM'],
  hyperparameters,
  prompt,
  executor: () => import('./executor.ts'),
});
