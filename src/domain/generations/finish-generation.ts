import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import { endGeneration, type GenerationEnd } from './end-generation.ts';
import type { JobQueue } from '../ports.ts';
import { lockGeneration } from './record-event.ts';
import { compareShadow, queueShadow } from './shadows.ts';

/** Ends a RUNNING generation, and says so; one that is finished already stays as it is. */
export async function finishGeneration(em: EntityManager, jobs: JobQueue, id: string, end: GenerationEnd): Promise<void> {
  await write(em, async (tx) => {
    const generation = await lockGeneration(tx, id);
    if (generation?.state !== 'RUNNING') return;
    if (end.state === 'SUCCEEDED') await compareShadow(generation);
    await endGeneration(tx, generation, end);
    if (end.state !== 'CANCELED') await queueShadow(tx, jobs, generation);
  });
}
