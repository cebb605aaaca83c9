import { definePlugin } from 'flywheel/plugin';
import { fitHyperparameters } from './fit-hyperparameters.ts';
import { hyperparameters } from './hyperparameters.ts';
import { prompt } from './prompt.ts';
import { schema } from './schema.ts';

export default definePlugin({
  key: 'gan',
  apiVersion: 1,
  version: '1.0.0',
  name: 'Generative adversarial network',
  description: 'Learns to draw new images by a game of two networks, one that draws and one that tells drawn from real (Goodfellow et al. 2014).',
  datasetKinds: ['IMAGE'],
  backends: ['TENSORFLOW'],
  hyperparameters,
  prompt,
  fitHyperparameters,
  heedsWeights: true,
  drawsClasses: ({ conditional }) => conditional,
  higherIsBetter: ['coverage', 'diversity', 'read_as_asked'],
  warmStart: { keeps: ['latentSize', 'conditional', 'filters'] },
  executor: () => import('./executor.ts'),
  schema,
});
