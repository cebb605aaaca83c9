import type { EntityManager } from '@mikro-orm/postgresql';
import { FlywheelCycle } from '../entities/flywheel-cycle.ts';
import { FlywheelPolicy } from '../entities/flywheel-policy.ts';
import { advanceCycle } from './advance-cycle.ts';
import { findTrigger } from './find-trigger.ts';
import { CHECK_SECONDS } from './rules.ts';
import type { FlywheelServices } from './services.ts';
import { startCycle } from './start-cycle.ts';

/** Enabled policies that are due, each handed to one caller: the next look is put off in the same statement. A caller that dies has done no harm, for the next look comes as soon as ever. */
export async function takeDuePolicies(em: EntityManager): Promise<string[]> {
  const rows = await em.execute<{ id: string }[]>(
    `update flywheel_policy set next_check_at = now() + make_interval(secs => ?) where id in
       (select id from flywheel_policy where enabled and next_check_at <= now() for update skip locked) returning id`,
    [CHECK_SECONDS],
  );
  return rows.map(({ id }) => id);
}

/** Takes the next step of the policy's unfinished cycle, or begins one where something sets it off. */
export async function turnWheel(services: FlywheelServices, policyId: string): Promise<void> {
  const { em } = services;
  const policy = await em.findOneOrFail(FlywheelPolicy, policyId);
  const cycle = await em.findOne(FlywheelCycle, { policy: policyId, finishedAt: null });
  if (cycle) return advanceCycle(services, policy, cycle);
  const trigger = await findTrigger(services, policy);
  if (trigger) await startCycle(em, policy, trigger);
}
