import { setTimeout as wait } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import { checkCanary, takeDueCanaries } from '../domain/experiments/check-canary.ts';
import type { Logger } from '../logging.ts';

/** Between two looks for canaries that are due. */
const EVERY_MS = 1_000;

/** Looks at running canaries, each a few seconds after the last look, whichever worker took that. One query a second where there are none. */
export function watchCanaries(em: EntityManager, logger: Logger): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const watching = watch(em, logger, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await watching;
    },
  };
}

async function watch(em: EntityManager, logger: Logger, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    try {
      for (const id of await takeDueCanaries(em.fork())) await checkCanary(em.fork(), id);
    } catch (error) {
      logger.warn({ err: error }, 'a canary could not be looked at; trying again');
    }
    await wait(EVERY_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}
