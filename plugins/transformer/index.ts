import { definePlugin } from 'flywheel/plugin';
import { fitHyperparameters } from './fit-hyperparameters.ts';
import { hyperparameters } from './hyperparameters.ts';
import { keptSettings } from './kept-settings.ts';
import { prompt } from './prompt.ts';

export default definePlugin({
  key: 'transformer',
  apiVersion: 1,
  version: '1.0.0',
  name: 'Transformer',
  description: 'Learns to classify texts, images and table rows, to translate, to write on, and to recommend (Vaswani et al. 2017).',
  datasetKinds: ['TEXT', 'TEXT_PAIR', 'TABULAR', 'IMAGE', 'INTERACTION'],
  backends: ['TENSORFLOW'],
  hyperparameters,
  prompt,
  fitHyperparameters,
  heedsWeights: ({ task }) => task === 'CLASSIFICATION',
  higherIsBetter: ['bleu', 'hit_rate_at_10', 'mean_reciprocal_rank', 'ndcg_at_10'],
  warmStart: { keeps: ({ hyperparameters: { task } }) => keptSettings(task) },
  executor: () => import('./executor.ts'),
});
