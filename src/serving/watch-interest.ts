import type { EntityManager } from '@mikro-orm/postgresql';
import { cancelAbandoned, isAbandoned } from '../domain/generations/followers.ts';
import { channels } from '../domain/ports.ts';
import type { Listener } from '../jobs/listen.ts';
import type { Logger } from '../logging.ts';
import { NoLongerWanted } from './serving-process.ts';

/**
 * How often a worker looks whether those who followed were lost with their servers. Two looks in a row must say so:
 * after the database, or the machine, has slept, servers need a moment to say that they are still there.
 */
const LOOK_EVERY_MS = 5_000;

export interface InterestDeps {
  readonly em: EntityManager;
  readonly listen: Pick<Listener, 'on'>;
  readonly logger: Logger;
  readonly lookEveryMs?: number;
}

/** A signal that is aborted when a generation is canceled; cancels it itself where nobody is left who could. */
export function watchInterest({ em, listen, logger, lookEveryMs = LOOK_EVERY_MS }: InterestDeps, generationId: string): Disposable & { readonly signal: AbortSignal } {
  const canceled = new AbortController();
  const stopListening = listen.on(channels.cancel, (id) => {
    if (id === generationId) canceled.abort(new NoLongerWanted('The generation was canceled.'));
  });
  let wasAbandoned = false;
  const looking = setInterval(async () => {
    try {
      const abandoned = await isAbandoned(em.fork(), generationId);
      if (abandoned && wasAbandoned) await cancelAbandoned(em.fork(), generationId);
      wasAbandoned = abandoned;
    } catch (error) {
      logger.debug({ err: error, generationId }, 'who follows a generation could not be read');
    }
  }, lookEveryMs).unref();
  return {
    signal: canceled.signal,
    [Symbol.dispose]() {
      clearInterval(looking);
      stopListening();
    },
  };
}
