import type { LoadContext, LoadedModel } from 'flywheel/plugin';
import { draw } from './draw.ts';
import { evaluate } from './evaluate.ts';
import { readModelFiles } from './files.ts';
import type { Prompt } from './prompt.ts';

/** Reads the published files; the model stays in memory until it is disposed. */
export async function load({ readFile, tf }: LoadContext<'IMAGE'>): Promise<LoadedModel<Prompt, 'IMAGE'>> {
  const { model, about } = await readModelFiles(tf, readFile);
  return {
    evaluate: (context) => evaluate({ tf, model, noise: about.noise }, context),
    async *generate({ prompt, random, signal }) {
      for (let made = 0; made < prompt.count; made += 1) {
        signal.throwIfAborted();
        // One by one: each image is told as soon as it is made, and is the same however many are asked for.
        yield* await draw({ tf, model, image: about, noise: about.noise }, { count: 1, rounds: prompt.rounds, random });
      }
    },
    dispose: () => model.dispose(),
  };
}
