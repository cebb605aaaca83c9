import type { EntityManager } from '@mikro-orm/postgresql';
import { checkCanary, takeDueCanaries } from '../domain/experiments/check-canary.ts';
import type { Logger } from '../logging.ts';
import { every } from '../repeat.ts';

/** Looks at running canaries, each a few seconds after the last look, whichever worker took that. One query a second where there are none. */
export const watchCanaries = (em: EntityManager, logger: Logger) =>
  every(1_000, 'looking at canaries', logger, async () => {
    for (const id of await takeDueCanaries(em.fork())) await checkCanary(em.fork(), id);
  });
