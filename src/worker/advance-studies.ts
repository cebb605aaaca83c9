import { type AdvanceServices, advanceStudy, takeDueStudies } from '../domain/data-studies/advance-study.ts';
import type { Logger } from '../logging.ts';
import { every } from '../repeat.ts';

/** Brings studies on whose runs or evaluations are done, whichever worker did those. One query a second where there are none. */
export const advanceStudies = (services: AdvanceServices, logger: Logger) =>
  every(1_000, 'looking at data studies', logger, async () => {
    for (const id of await takeDueStudies(services.em.fork())) {
      await advanceStudy({ ...services, em: services.em.fork() }, id).catch((error: unknown) => logger.warn({ err: error, dataStudyId: id }, 'a step of a data study failed; it is tried again'));
    }
  });
