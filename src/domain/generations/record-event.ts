import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Generation, GenerationEvent } from '../entities/generation.ts';
import { channels, notify } from '../ports.ts';
import type { GenerationEventPayload } from '../stored-output.ts';

/** The generation, read under a row lock; undefined where there is none. */
export function lockGeneration(tx: EntityManager, id: string): Promise<Generation | null> {
  return tx.findOne(Generation, id, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
}

/** Stores an event, numbered next, with what else changed. The generation's row must be locked by the caller's transaction. */
export async function recordEvent(tx: EntityManager, generation: Generation, payload: GenerationEventPayload): Promise<void> {
  generation.eventCount += 1;
  tx.create(GenerationEvent, { generation, number: generation.eventCount, payload, time: new Date() });
  await tx.flush();
  await notify(tx, channels.generation, generation.id);
}
