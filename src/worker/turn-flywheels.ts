import type { FlywheelServices } from '../domain/flywheel/services.ts';
import { takeDuePolicies, turnWheel } from '../domain/flywheel/turn-wheels.ts';
import type { Logger } from '../logging.ts';
import { every } from '../repeat.ts';

/** Turns the wheels of enabled policies, each a few seconds after the last look, whichever worker took that. One query a second where there are none. */
export const turnFlywheels = (services: FlywheelServices, logger: Logger) =>
  every(1_000, 'looking at policies', logger, async () => {
    for (const id of await takeDuePolicies(services.em.fork())) {
      await turnWheel({ ...services, em: services.em.fork() }, id).catch((error: unknown) => logger.warn({ err: error, policyId: id }, 'a step of a cycle failed; it is tried again'));
    }
  });
