import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import { Worker } from '../entities/worker.ts';

const FORGET_AFTER_MS = 24 * 3600 * 1000;

/**
 * Notes that a worker lives, and forgets those that nobody heard of for a day. False where this one is itself forgotten
 * (its machine slept): it must register again.
 */
export function keepWorkerAlive(em: EntityManager, id: string): Promise<boolean> {
  return write(em, async (tx) => {
    const now = new Date();
    const known = await tx.nativeUpdate(Worker, { id }, { lastSeenAt: now });
    await tx.nativeDelete(Worker, { lastSeenAt: { $lt: new Date(now.getTime() - FORGET_AFTER_MS) } });
    return known > 0;
  });
}
