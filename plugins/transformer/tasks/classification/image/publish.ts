import type { ImageDescription, ModelFile, TrainContext } from 'flywheel/plugin';
import { inferencePass } from '../../../layers/network.ts';
import type { Weights } from '../../../layers/weights.ts';
import { modelFiles } from '../../../model-files.ts';
import type { ModelDescription } from './description.ts';
import type { VisionTransformer } from './model.ts';
import type { ImageSettings } from './settings.ts';

export function describeModel(data: ImageDescription, settings: ImageSettings, pixels: ModelDescription['pixels']): ModelDescription {
  const { layers, heads, modelSize, feedForwardSize, patchSize, convolutionalStem } = settings;
  const { height, width, channels } = data.image;
  return {
    format: 'flywheel-transformer',
    formatVersion: 1,
    task: 'CLASSIFICATION',
    kind: 'IMAGE',
    settings: { layers, heads, modelSize, feedForwardSize, patchSize, convolutionalStem },
    classes: [...data.classes],
    image: { height, width, channels },
    pixels,
  };
}

/** The model as others load it: `images` [1, height, width, channels], 0 to 1 → `logits` [1, classes]. */
export function publishedFiles({ tf, exportGraph }: Pick<TrainContext, 'tf' | 'exportGraph'>, model: VisionTransformer, weights: Weights, description: ModelDescription): ModelFile[] {
  const { height, width, channels } = description.image;
  const example = { images: tf.zeros([1, height, width, channels]) };
  try {
    return modelFiles(exportGraph, weights, description, { run: ({ images }) => ({ logits: model(images ?? example.images, inferencePass) }), example });
  } finally {
    tf.dispose(example);
  }
}
