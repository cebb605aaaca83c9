import type { ModelFile, TrainContext } from 'flywheel/plugin';
import { inferencePass } from '../../layers/network.ts';
import type { Weights } from '../../layers/weights.ts';
import { modelFiles } from '../../model-files.ts';
import { PADDING } from '../../text/byte-pair.ts';
import type { ModelDescription } from './description.ts';
import type { TranslationModel } from './model.ts';

/**
 * The published files. The graph model takes a source and the translation so far, int32 [1, maxLength] each as the
 * tokenizer of `flywheel.json` makes them, and gives the logits of the next token at every place, [1, maxLength, vocabulary].
 */
export function publishedFiles({ tf, exportGraph }: Pick<TrainContext, 'tf' | 'exportGraph'>, model: TranslationModel, weights: Weights, description: ModelDescription): ModelFile[] {
  const length = description.settings.maxLength;
  const padding = () => tf.fill([1, length], PADDING, 'int32');
  const example = { source: padding(), translation: padding() };
  try {
    return modelFiles(exportGraph, weights, description, {
      example,
      run: ({ source = example.source, translation = example.translation }) => {
        const decoded = model.decode(translation, model.encode(source, inferencePass), inferencePass);
        return { logits: tf.matMul(decoded, model.embeddings, false, true) };
      },
    });
  } finally {
    tf.dispose(example);
  }
}
