import type { EntityManager } from '@mikro-orm/postgresql';
import type { DecisionNumber } from '../decision-number.ts';
import type { FlywheelCycle } from '../entities/flywheel-cycle.ts';
import type { FlywheelPolicy } from '../entities/flywheel-policy.ts';
import { ModelAlias } from '../entities/model-alias.ts';
import { Fault } from '../fault.ts';
import { moveAlias, PRODUCTION } from '../models/move-alias.ts';
import { shareGain } from '../participation/share-gain.ts';
import { changeState } from './lock-cycle.ts';
import { POLICY } from './policy-caller.ts';

export interface Promotion {
  readonly reason: string;
  readonly numbers: readonly DecisionNumber[];
  /** Of who agreed; the policy by itself where absent. */
  readonly actor?: string;
}

/**
 * Puts the candidate into production and ends the cycle, in the caller's transaction, which has locked model and policy.
 * @throws Fault CONFLICT where production stands elsewhere than when the candidate was measured
 */
export async function promote(tx: EntityManager, policy: FlywheelPolicy, cycle: FlywheelCycle, { reason, numbers, actor = POLICY }: Promotion): Promise<void> {
  if (!cycle.candidate) throw new Error(`Cycle ${cycle.id} has no candidate.`);
  const modelVersion = await cycle.candidate.loadOrFail();
  await requireBaseline(tx, policy, cycle);
  await moveAlias(tx, { modelId: policy.model.id, alias: PRODUCTION, modelVersion, source: 'POLICY', actor, reason: `Cycle ${cycle.number}: ${reason}`, numbers });
  await shareGain(tx, cycle);
  await changeState(tx, policy, cycle, { state: 'PROMOTED', reason, numbers });
}

async function requireBaseline(tx: EntityManager, { model }: FlywheelPolicy, { baseline, candidate }: FlywheelCycle): Promise<void> {
  const alias = await tx.findOne(ModelAlias, { model: model.id, alias: PRODUCTION }, { refresh: true });
  const stands = alias?.modelVersion.id ?? null;
  if (stands === (baseline?.id ?? null) || stands === candidate?.id) return;
  throw new Fault('CONFLICT', `${PRODUCTION} stands on another version by now than the candidate was measured beside; hold this cycle, and the next one measures anew.`, ['flywheelCycleId']);
}
