import { PromptError, type GenerateContext } from 'flywheel/plugin';
import type { Drawing } from './draw.ts';
import { interpolate } from './interpolate.ts';
import type { ModelDescription } from './model-description.ts';
import type { Prompt } from './prompt.ts';

type Given = GenerateContext<Prompt>['prompt'];
type Random = GenerateContext['random'];

/** What to draw. Image k is the same for the same random numbers, however many are asked for; but along a way. */
export async function plan(model: ModelDescription, prompt: Given, random: Random): Promise<Drawing[]> {
  const label = labelIndex(model, prompt.label);
  const latents = givenLatents(model, prompt);
  const byChance = () => (model.conditional ? random.integer() % model.classes.length : -1);
  // One picture becomes another along the way; a label that jumps would hide it.
  const common = label ?? (prompt.interpolation === undefined ? undefined : byChance());
  const drawings: Drawing[] = [];
  for (let k = 0; k < (latents?.length ?? prompt.count); k++) {
    const latent = latents?.[k] ?? (await randomLatent(model, random));
    drawings.push({ latent, label: common ?? byChance() });
  }
  return drawings;
}

async function randomLatent({ latentSize }: ModelDescription, random: Random): Promise<number[]> {
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

function givenLatents(model: ModelDescription, { latents, interpolation, count }: Given): readonly (readonly number[])[] | undefined {
  if (latents !== undefined && interpolation !== undefined) throw new PromptError('interpolation', 'Give latents or interpolation, not both.');
  if (interpolation !== undefined) {
    requireSize(model, 'interpolation', interpolation);
    if (interpolation.length < 2) throw new PromptError('interpolation', `A way needs at least two points; there are ${interpolation.length}.`);
    return interpolate(interpolation, count);
  }
  if (latents === undefined) return undefined;
  requireSize(model, 'latents', latents);
  if (latents.length === 0) throw new PromptError('latents', 'Give at least one point, or leave latents out.');
  if (count !== 1 && count !== latents.length) throw new PromptError('count', `There are ${latents.length} points in latents, so count must be ${latents.length} or left out.`);
  return latents;
}

function requireSize({ latentSize }: ModelDescription, field: string, points: readonly (readonly number[])[]): void {
  const wrong = points.findIndex((point) => point.length !== latentSize);
  if (wrong !== -1) throw new PromptError(field, `Each point must have ${latentSize} numbers; point ${wrong} has ${points[wrong]?.length}.`);
}
