import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Generation, GenerationEvent } from '../entities/generation.ts';
import { channels, notify } from '../ports.ts';
import type { GenerationEventPayload } from '../stored-output.ts';

/** The generation, read under a row lock; undefined where there is none. */
export function lockGeneration(tx: EntityManager, id: string): Promise<Generation | null> {
  return tx.findOne(Generation, id, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
}

/** Stores events, numbered next, with what else changed. The generation's row must be locked by the caller's transaction. */
export async function recordEvents(tx: EntityManager, generation: Generation, payloads: readonly GenerationEventPayload[]): Promise<void> {
  if (payloads.length === 0) return;
  const first = generation.eventCount + 1;
  const time = new Date();
  generation.eventCount += payloads.length;
  await tx.insertMany(GenerationEvent, payloads.map((payload, index) => ({ generation: generation.id, number: first + index, payload, time })));
  await tx.flush();
  await notify(tx, channels.generation, generation.id);
}
