import { definePlugin } from 'flywheel/plugin';
import { hyperparameters } from './hyperparameters.ts';
import { prompt } from './prompt.ts';

export default definePlugin({
  key: 'vae',
  apiVersion: 1,
  version: '1.0.0',
  name: 'Variational autoencoder',
  description: 'Learns to compress images into a few numbers and to draw new ones from them (Kingma & Welling 2014).',
  datasetKinds: ['IMAGE'],
  backends: ['TENSORFLOW', 'WEBGPU', 'WASM'],
  hyperparameters,
  prompt,
  heedsWeights: true,
  drawsClasses: ({ conditional }) => conditional,
  warmStart: { keeps: ['latentSize', 'conditional', 'filters', 'hiddenSize', 'decoderHiddenSize'] },
  executor: () => import('./executor.ts'),
});
