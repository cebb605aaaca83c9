import { definePlugin } from 'flywheel/plugin';
import { hyperparameters, prompt } from './settings.ts';

/** Learns nothing, and answers with the guess that its prompt asks for, as surely as it asks. */
export default definePlugin({
  key: 'guess',
  apiVersion: 1,
  version: '1.0.0',
  name: 'Guess',
  description: 'Answers as it is told to.',
  datasetKinds: ['IMAGE', 'TEXT', 'TEXT_PAIR', 'TABULAR', 'INTERACTION'],
  backends: ['TENSORFLOW', 'WEBGPU', 'WASM'],
  hyperparameters,
  prompt,
  executor: () => import('./executor.ts'),
});
