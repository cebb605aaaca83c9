import { PromptError, type ClassificationOutput, type LoadContext, type LoadedModel } from 'flywheel/plugin';
import { Weights } from '../../../layers/weights.ts';
import { readDescription, readWeights } from '../../../model-files.ts';
import type { Prompt } from '../../../prompt.ts';
import { refuseOtherFields } from '../../refuse-other-fields.ts';
import { classificationOutput } from '../output.ts';
import { modelDescription } from './description.ts';
import { createPredictor, evaluate } from './evaluate.ts';
import { createVisionTransformer } from './model.ts';
import { pixelsOf } from './picture.ts';

/** Reads the published files; the model stays in memory until it is disposed. */
export async function load({ readFile, tf, nn, compile }: LoadContext<'IMAGE'>): Promise<LoadedModel<Prompt, 'IMAGE'>> {
  const description = await readDescription(modelDescription, readFile);
  const { classes, image } = description;
  const weights = new Weights(tf);
  const model = createVisionTransformer({ tf, nn, weights }, { ...description, classes: classes.length }, 0);
  await readWeights(tf, weights, readFile);
  const predictor = createPredictor({ tf, compile }, model, description);
  return {
    async evaluate({ data, split, signal }) {
      const metrics = await evaluate(predictor, data, split, signal);
      if (Object.keys(metrics).length === 0) throw new Error(`The split ${split} has no labelled image to evaluate on.`);
      return metrics;
    },
    classifier: { classes, logits: (batch) => predictor.logits(batch) },
    async *generate({ prompt, readImage }): AsyncGenerator<ClassificationOutput, void, void> {
      refuseOtherFields(prompt, ['imageUploadId'], 'A model of images');
      if (prompt.imageUploadId === undefined) throw new PromptError('imageUploadId', 'Give the id of an upload that holds a picture.');
      const pixels = pixelsOf(await readImage(prompt.imageUploadId), image);
      yield classificationOutput(classes, await predictor.logits({ count: 1, images: pixels }));
    },
    dispose() {
      for (const owner of [predictor, weights]) owner.dispose();
    },
  };
}
