import type { EntityManager } from '@mikro-orm/postgresql';
import type { Scope } from './entities/api-key.ts';
import type { JobQueue } from './ports.ts';

/** Who calls a domain function. All that it reads and writes lies within this project. */
export interface Caller {
  readonly projectId: string;
  readonly isRootProject: boolean;
  readonly apiKeyId: string;
  /** Name of the API key, for histories. */
  readonly actor: string;
  readonly scopes: ReadonlySet<Scope>;
}

/** What domain functions that the API calls work with. */
export interface Services {
  readonly em: EntityManager;
  readonly jobs: JobQueue;
}

/**
 * Runs a write in a transaction with a unit of work of its own: what another resolver changed but did not save stays out
 * of it, and what this one read before is read afresh.
 */
export function write<T>(em: EntityManager, work: (em: EntityManager) => Promise<T>): Promise<T> {
  return em.transactional((transaction) => work(transaction), { clear: true });
}
