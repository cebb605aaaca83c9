import { PromptError, scoredMetrics, type GenerateContext, type LoadContext, type LoadedModel, type Output } from 'flywheel/plugin';
import { compileDrawing, draw, type Drawing } from './draw.ts';
import { compileEvaluation, imageScorer } from './evaluate.ts';
import { readModelFiles } from './model-files.ts';
import { signatureOf, type ModelDescription } from './model-description.ts';
import { disposeVae } from './model.ts';
import type { Prompt } from './prompt.ts';

/** Images per pass through the decoder: few enough that the first ones come soon. */
const CHUNK = 32;

/** Reads the published files; the model stays in memory until it is disposed. */
export async function load({ readFile, tf, compile }: LoadContext<'IMAGE'>): Promise<LoadedModel<Prompt, 'IMAGE'>> {
  const { vae, description } = await readModelFiles(tf, readFile);
  const signature = signatureOf(description);
  const evaluation = compileEvaluation({ tf, compile }, vae, description.reconstructionLoss);
  const drawing = compileDrawing({ tf, compile }, vae);
  const scorer = imageScorer({ tf, step: evaluation, shape: signature });
  return {
    scorer,
    evaluate: (context) => scoredMetrics(scorer, context),
    async *generate({ prompt, random, signal }): AsyncGenerator<Output, void, void> {
      const drawings = await plan(description, prompt, random);
      for (let start = 0; start < drawings.length; start += CHUNK) {
        signal.throwIfAborted();
        const chunk = drawings.slice(start, start + CHUNK);
        // People ask for every number of images; a graph for each would not be used often enough.
        const decode = chunk.length === CHUNK ? drawing : drawing.eager;
        yield* await draw(tf, decode, signature, description.classes, chunk);
      }
    },
    dispose() {
      for (const step of [evaluation, drawing]) step.dispose();
      disposeVae(vae);
    },
  };
}

/** What to draw. Image k is the same for the same random numbers, however many are asked for. */
async function plan(model: ModelDescription, prompt: GenerateContext<Prompt>['prompt'], random: GenerateContext['random']): Promise<Drawing[]> {
  const label = labelIndex(model, prompt.label);
  const points = givenLatents(model, prompt);
  const drawings: Drawing[] = [];
  for (let k = 0; k < (points?.length ?? prompt.count); k++) {
    const latent = points?.[k] ?? (await randomLatent(model, random));
    drawings.push({ latent, label: label ?? (model.conditional ? random.integer() % model.classes.length : -1) });
  }
  return drawings;
}

async function randomLatent({ latentSize }: ModelDescription, random: GenerateContext['random']): Promise<number[]> {
  const latent = random.normal([latentSize]);
  try {
    return [...(await latent.data())];
  } finally {
    latent.dispose();
  }
}

function labelIndex({ conditional, classes }: ModelDescription, label: string | undefined): number | undefined {
  if (label === undefined) return undefined;
  if (!conditional) throw new PromptError('label', 'This model was not trained on labels. Leave label out, or train with conditional: true.');
  const index = classes.indexOf(label);
  if (index === -1) throw new PromptError('label', `The model does not know the label ${JSON.stringify(label)}; it knows ${classes.slice(0, 20).join(', ')}${classes.length > 20 ? ', …' : ''}.`);
  return index;
}

function givenLatents({ latentSize }: ModelDescription, { latents, count }: GenerateContext<Prompt>['prompt']): GenerateContext<Prompt>['prompt']['latents'] {
  if (latents === undefined) return undefined;
  const wrong = latents.findIndex((point) => point.length !== latentSize);
  if (wrong !== -1) throw new PromptError('latents', `Each point must have ${latentSize} numbers; point ${wrong} has ${latents[wrong]?.length}.`);
  if (latents.length === 0) throw new PromptError('latents', 'Give at least one point, or leave latents out.');
  if (count !== 1 && count !== latents.length) throw new PromptError('count', `There are ${latents.length} points in latents, so count must be ${latents.length} or left out.`);
  return latents;
}
