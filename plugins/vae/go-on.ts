import type { LayersModel } from '@tensorflow/tfjs';
import { takeOver, type InitialModel, type NamedAxis, type TensorFlow } from 'flywheel/plugin';
import { readModelFiles } from './model-files.ts';
import type { Vae } from './model.ts';

/**
 * Puts a published model's weights into a new one of the same shape. What belongs to a class goes to the class of that name; a new
 * class keeps its drawn weights.
 */
export async function goOnFrom(tf: TensorFlow, vae: Vae, { readFile }: InitialModel<'IMAGE'>, classes: readonly string[]): Promise<void> {
  const { vae: earlier, description } = await readModelFiles(tf, readFile);
  try {
    // Both are empty where the model is not conditional.
    const labels = { before: description.classes, now: description.conditional ? classes : [] };
    takeOverLayers(tf, vae.encoder, earlier.encoder, labels);
    takeOverLayers(tf, vae.decoder, earlier.decoder, labels);
  } finally {
    earlier.encoder.dispose();
    earlier.decoder.dispose();
  }
}

function takeOverLayers(tf: TensorFlow, model: LayersModel, earlier: LayersModel, labels: Pick<NamedAxis, 'before' | 'now'>): void {
  const joined = model.layers.findIndex(({ name }) => name === 'with_label');
  model.layers.forEach((layer, index) => {
    const saved = earlier.getLayer(layer.name).getWeights();
    tf.tidy(() => layer.setWeights(layer.getWeights().map((fresh, weight) => {
      const own = saved[weight];
      if (own === undefined) throw new Error(`The earlier model's layer ${layer.name} has ${saved.length} weights.`);
      // The label stands behind what it was joined with, so its rows are the last of the next kernel.
      const takesLabel = joined >= 0 && index === joined + 1 && weight === 0;
      return takeOver(tf, fresh, own, takesLabel ? { axis: 0, ...labels, from: (own.shape[0] ?? 0) - labels.before.length } : undefined);
    })));
  });
}
