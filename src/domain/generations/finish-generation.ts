import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import { lockGeneration, recordEvents } from './record-event.ts';

/** How a generation ended. `failure` is a sentence for the person who asked for it. */
export type GenerationEnd = { readonly state: 'SUCCEEDED' } | { readonly state: 'FAILED'; readonly failure: string };

/** Ends a RUNNING generation, and says so; one that is finished already stays as it is. */
export async function finishGeneration(em: EntityManager, id: string, end: GenerationEnd): Promise<void> {
  await write(em, async (tx) => {
    const generation = await lockGeneration(tx, id);
    if (generation?.state !== 'RUNNING') return;
    const failure = end.state === 'FAILED' ? end.failure : null;
    generation.state = end.state;
    generation.failure = failure;
    generation.finishedAt = new Date();
    generation.secondsTaken = (generation.finishedAt.getTime() - generation.createdAt.getTime()) / 1000;
    await recordEvents(tx, generation, [{ type: 'GenerationStateChanged', state: end.state, message: failure }]);
  });
}
