import { definePlugin } from 'flywheel/plugin';
import { hyperparameters, prompt } from './settings.ts';

/** The smallest algorithm whose accuracy grows with its data: naive Bayes over words, trained at once. */
export default definePlugin({
  key: 'bayes',
  apiVersion: 1,
  version: '1.0.0',
  name: 'Naive Bayes',
  description: 'Tells the class of a text by its words.',
  datasetKinds: ['TEXT'],
  backends: ['TENSORFLOW', 'WEBGPU', 'WASM'],
  hyperparameters,
  prompt,
  executor: () => import('./executor.ts'),
});
