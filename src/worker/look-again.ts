import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '../logging.ts';

/** Looks at something again and again, with a pause after each look; one that fails is told, and tried again. `stop` ends after the look that is under way. */
export function lookAgain(everyMs: number, logger: Logger, what: string, look: () => Promise<void>): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      await look().catch((error: unknown) => logger.warn({ err: error }, `${what} could not be looked at; trying again`));
      await wait(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await looking;
    },
  };
}
