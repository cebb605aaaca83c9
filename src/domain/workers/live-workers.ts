import type { EntityManager } from '@mikro-orm/postgresql';
import { Worker } from '../entities/worker.ts';

/** A worker says every 5 s that it lives; after this long without a word it counts as lost. */
const LIVE_FOR_MS = 20_000;

/** Newest first. */
export function liveWorkers(em: EntityManager): Promise<Worker[]> {
  return em.find(Worker, { lastSeenAt: { $gt: new Date(Date.now() - LIVE_FOR_MS) } }, { orderBy: { startedAt: 'desc' } });
}
