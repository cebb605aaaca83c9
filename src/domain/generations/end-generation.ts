import type { EntityManager } from '@mikro-orm/postgresql';
import type { Generation } from '../entities/generation.ts';
import { GenerationFollower } from '../entities/generation-follower.ts';
import { recordEvents } from './record-event.ts';

/** How a generation ended. `message` is a sentence for the person who asked for it. */
export type GenerationEnd = { readonly state: 'SUCCEEDED' } | { readonly state: 'FAILED' | 'CANCELED'; readonly message: string };

export const isUnfinished = ({ state }: Generation) => state === 'QUEUED' || state === 'RUNNING';

/** Ends a generation, and says so. Its row must be locked by the caller's transaction, and unfinished. */
export async function endGeneration(tx: EntityManager, generation: Generation, end: GenerationEnd): Promise<void> {
  const message = end.state === 'SUCCEEDED' ? null : end.message;
  generation.state = end.state;
  generation.failure = end.state === 'FAILED' ? message : null;
  generation.finishedAt = new Date();
  generation.secondsTaken = (generation.finishedAt.getTime() - generation.createdAt.getTime()) / 1000;
  await tx.nativeDelete(GenerationFollower, { generation: generation.id });
  await recordEvents(tx, generation, [{ type: 'GenerationStateChanged', state: end.state, message }]);
}
