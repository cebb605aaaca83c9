import { takeDuePolicies, turnWheel } from '../domain/flywheel/turn-wheels.ts';
import type { FlywheelServices } from '../domain/flywheel/services.ts';
import type { Logger } from '../logging.ts';
import { lookAgain } from './look-again.ts';

/** Turns the wheels of enabled policies, each a few seconds after the last look, whichever worker took that. One query a second where there are none. */
export const turnFlywheels = (services: FlywheelServices, logger: Logger) =>
  lookAgain(1_000, logger, 'a policy', async () => {
    for (const id of await takeDuePolicies(services.em.fork())) {
      await turnWheel({ ...services, em: services.em.fork() }, id).catch((error: unknown) => logger.warn({ err: error, policyId: id }, 'a step of a cycle failed; trying again'));
    }
  });
