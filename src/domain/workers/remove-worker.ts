import type { EntityManager } from '@mikro-orm/postgresql';
import { Worker } from '../entities/worker.ts';

/** A worker that ends in order is gone at once. */
export async function removeWorker(em: EntityManager, id: string): Promise<void> {
  await em.nativeDelete(Worker, { id });
}
