import type { ModelFile, NamedTensors, TrainContext } from 'flywheel/plugin';
import type { Weights } from '../../layers/weights.ts';
import { modelFiles } from '../../model-files.ts';
import type { ModelDescription } from './description.ts';
import type { Sasrec } from './model.ts';
import { scoresAfter } from './scorer.ts';

/**
 * The model as others load it: `history`, int32 [1, maxLength], numbers from 1 of `items` in `flywheel.json`, oldest
 * first, then zeros; and `last`, int32 [1], the index of the newest; → `scores` [1, items].
 */
export function publishedFiles({ tf, exportGraph }: Pick<TrainContext, 'tf' | 'exportGraph'>, model: Sasrec, weights: Weights, description: ModelDescription): ModelFile[] {
  const example = { history: tf.ones([1, description.settings.maxLength], 'int32'), last: tf.zeros([1], 'int32') };
  const run = ({ history, last }: NamedTensors): NamedTensors => {
    if (history === undefined || last === undefined) throw new Error('The model takes history and last.');
    return { scores: scoresAfter(tf, model, history, last) };
  };
  try {
    return modelFiles(exportGraph, weights, description, { run, example });
  } finally {
    tf.dispose(example);
  }
}
