import { type GenerateContext, type LoadContext, type LoadedModel, type Output, scoredMetrics } from 'flywheel/plugin';
import { compileDrawing, draw } from './draw.ts';
import { compileSteps } from './evaluate.ts';
import { buildNeutralNetwork } from './feature-network.ts';
import { bytesOfLayers, imagesAtOnce } from './images-at-once.ts';
import { signatureOf } from './model-description.ts';
import { readModelFiles } from './model-files.ts';
import { plan } from './plan.ts';
import type { Prompt } from './prompt.ts';
import { imageScorer } from './score.ts';

/** Images per pass: few enough that the first ones come soon. Of networks with very many filters fewer. */
const CHUNK = 32;

/** Reads the published files; the model stays in memory until it is disposed. */
export async function load({ readFile, tf, compile }: LoadContext<'IMAGE'>): Promise<LoadedModel<Prompt, 'IMAGE'>> {
  const { generator, features, description } = await readModelFiles(tf, readFile);
  const shape = signatureOf(description);
  const neutral = buildNeutralNetwork(tf, description.image);
  const steps = compileSteps({ tf, compile }, generator, features, neutral);
  const drawing = compileDrawing({ tf, compile }, generator);
  const atOnce = imagesAtOnce(CHUNK, bytesOfLayers([generator]));
  const scorer = imageScorer({ tf, steps, description });
  return {
    scorer,
    evaluate: (context) => scoredMetrics(scorer, context),
    async *generate({ prompt, random, signal }: GenerateContext<Prompt>): AsyncGenerator<Output, void, void> {
      const drawings = await plan(description, prompt, random);
      for (let start = 0; start < drawings.length; start += atOnce) {
        signal.throwIfAborted();
        const chunk = drawings.slice(start, start + atOnce);
        // People ask for every number of images; a graph for each would not be used often enough.
        const step = chunk.length === atOnce ? drawing : drawing.eager;
        yield* await draw(tf, step, shape, description.classes, chunk);
      }
    },
    dispose() {
      for (const step of [steps.draw, steps.look, drawing]) step.dispose();
      generator.dispose();
      features.dispose();
      neutral.dispose();
    },
  };
}
