import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import type { ComputeInfo } from '../compute-info.ts';
import { Worker } from '../entities/worker.ts';

export interface NewWorker {
  readonly host: string;
  readonly pid: number;
  readonly compute: ComputeInfo;
}

/** Makes a worker known; from now on it must say that it lives (`keepWorkerAlive`). Returns its id. */
export function registerWorker(em: EntityManager, { host, pid, compute }: NewWorker): Promise<string> {
  return write(em, async (tx) => {
    const now = new Date();
    const worker = tx.create(Worker, { host, pid, compute, startedAt: now, lastSeenAt: now });
    await tx.flush();
    return worker.id;
  });
}
