import { hostname } from 'node:os';
import process from 'node:process';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ComputeInfo } from '../domain/compute-info.ts';
import { keepWorkerAlive } from '../domain/workers/keep-worker-alive.ts';
import { registerWorker } from '../domain/workers/register-worker.ts';
import { removeWorker } from '../domain/workers/remove-worker.ts';
import type { Logger } from '../logging.ts';

const SAY_ALIVE_EVERY_MS = 5_000;

export interface Registration {
  /** Takes this worker off the list. */
  end(): Promise<void>;
}

/** Puts this process on the list of workers, and keeps saying that it lives. */
export async function register(em: EntityManager, compute: ComputeInfo, logger: Logger): Promise<Registration> {
  const add = () => registerWorker(em.fork(), { host: hostname(), pid: process.pid, compute });
  let id = await add();
  let saying: Promise<void> = Promise.resolve();
  const say = async () => {
    if (!(await keepWorkerAlive(em.fork(), id))) id = await add();
  };
  const timer = setInterval(() => {
    saying = saying.then(say).catch((error: unknown) => logger.warn({ err: error }, 'could not say that this worker lives; trying again'));
  }, SAY_ALIVE_EVERY_MS);
  return {
    async end() {
      clearInterval(timer);
      await saying;
      // A worker that says nothing any more is off the list soon enough; the rest has to be closed.
      await removeWorker(em.fork(), id).catch((error: unknown) => logger.warn({ err: error }, 'could not take this worker off the list'));
    },
  };
}
