import type { EntityManager } from '@mikro-orm/postgresql';
import { type Caller, write } from '../caller.ts';
import { weighFeedback, type WeighingServices } from '../consensus/weigh-feedback.ts';
import { FlywheelCycle } from '../entities/flywheel-cycle.ts';
import { FlywheelPolicy } from '../entities/flywheel-policy.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { once } from '../idempotency.ts';
import { lockPolicy } from './lock-cycle.ts';
import { parentVersion, untriedVersion } from './parent-version.ts';
import { beginCycle } from './start-cycle.ts';
import { trainingBudget } from './training-budget.ts';
import { countNewLabels } from './usable-feedback.ts';

export interface TurnFlywheelInput {
  readonly flywheelPolicyId: string;
  readonly idempotencyKey?: string | null | undefined;
}

/**
 * Starts a cycle now, before any trigger does, with whatever feedback is usable; without any, on a version that no cycle has tried. A cooldown
 * does not hold it, a budget does.
 *
 * @throws Fault INVALID_STATE where the policy is paused, a cycle is under way, or there is nothing to learn from; QUOTA_EXCEEDED where the
 *   week's training is used up
 */
export async function turnFlywheel(services: WeighingServices, caller: Caller, { flywheelPolicyId, idempotencyKey }: TurnFlywheelInput): Promise<FlywheelCycle> {
  const { em } = services;
  const { id, model } = await getOwn(em, FlywheelPolicy, caller, flywheelPolicyId, ['flywheelPolicyId']);
  await weighFeedback(services, await model.loadOrFail());
  return write(em, async (tx) => {
    const call = { projectId: caller.projectId, mutation: 'turnFlywheel', key: idempotencyKey, input: { policyId: id } };
    const { id: cycleId } = await once(tx, call, async (recorded) => {
      const policy = await lockPolicy(tx, id);
      if (!policy.enabled) throw refused('The policy is paused; resume it first.');
      if (await tx.findOne(FlywheelCycle, { policy: id, finishedAt: null })) throw refused('A cycle is under way already; look at its state.');
      const { usedUp } = await trainingBudget(tx, id, policy.rules);
      if (usedUp) throw new Fault('QUOTA_EXCEEDED', usedUp, ['flywheelPolicyId']);
      const usable = await countNewLabels(tx, policy);
      const datasetVersion = usable === 0 ? await untriedVersion(tx, policy) : null;
      if (usable === 0 && !datasetVersion) throw refused(await nothingNew(tx, policy));
      await beginCycle(tx, policy, { trigger: 'PERSON', numbers: [{ name: 'feedback/usable', value: usable }] }, { id: recorded, datasetVersion });
      policy.nextCheckAt = new Date();
    });
    return tx.findOneOrFail(FlywheelCycle, cycleId);
  });
}

const refused = (message: string) => new Fault('INVALID_STATE', message, ['flywheelPolicyId']);

async function nothingNew(tx: EntityManager, policy: FlywheelPolicy): Promise<string> {
  const version = await parentVersion(tx, policy);
  const tried = version ? `, and version ${version.number} of the dataset was tried already` : '';
  return `There is nothing new to learn from: 0 usable records came since the last cycle, and at least 1 is needed (${policy.rules.minimumFeedback} for a cycle to begin by itself)${tried}.`;
}
