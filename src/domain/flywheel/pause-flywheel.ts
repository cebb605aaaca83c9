import { type Caller, type Services, write } from '../caller.ts';
import { FlywheelPolicy } from '../entities/flywheel-policy.ts';
import { getOwn } from '../find-own.ts';
import { once } from '../idempotency.ts';
import { lockPolicy } from './lock-cycle.ts';

export interface PauseFlywheelInput {
  readonly flywheelPolicyId: string;
  readonly idempotencyKey?: string | null | undefined;
}

/** Lets no cycle begin, and one that is under way wait before its next step; a run that trains already goes on. A policy that is paused stays as it is. */
export const pauseFlywheel = (services: Pick<Services, 'em'>, caller: Caller, input: PauseFlywheelInput): Promise<FlywheelPolicy> => enable(services, caller, 'pauseFlywheel', false, input);

/** Lets a wheel turn by itself again, and a cycle that waits go on. */
export const resumeFlywheel = (services: Pick<Services, 'em'>, caller: Caller, input: PauseFlywheelInput): Promise<FlywheelPolicy> => enable(services, caller, 'resumeFlywheel', true, input);

async function enable({ em }: Pick<Services, 'em'>, caller: Caller, mutation: string, enabled: boolean, { flywheelPolicyId, idempotencyKey }: PauseFlywheelInput): Promise<FlywheelPolicy> {
  return write(em, async (tx) => {
    const { id } = await getOwn(tx, FlywheelPolicy, caller, flywheelPolicyId, ['flywheelPolicyId']);
    await once(tx, { projectId: caller.projectId, mutation, key: idempotencyKey, input: { policyId: id } }, async () => {
      const policy = await lockPolicy(tx, id);
      if (policy.enabled === enabled) return;
      const now = new Date();
      Object.assign(policy, { enabled, actor: caller.actor, revision: policy.revision + 1, changedAt: now, nextCheckAt: now });
      await tx.flush();
    });
    return tx.findOneOrFail(FlywheelPolicy, id);
  });
}
