import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import { endGeneration, type GenerationEnd } from './end-generation.ts';
import { lockGeneration } from './record-event.ts';

/** Ends a RUNNING generation, and says so; one that is finished already stays as it is. */
export async function finishGeneration(em: EntityManager, id: string, end: GenerationEnd): Promise<void> {
  await write(em, async (tx) => {
    const generation = await lockGeneration(tx, id);
    if (generation?.state === 'RUNNING') await endGeneration(tx, generation, end);
  });
}
