import type { EntityManager } from '@mikro-orm/postgresql';
import { type Caller, type Services, write } from '../caller.ts';
import { FlywheelCycle } from '../entities/flywheel-cycle.ts';
import type { FlywheelPolicy } from '../entities/flywheel-policy.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { once } from '../idempotency.ts';
import { lockModel } from '../models/move-alias.ts';
import { textInput } from '../text-input.ts';
import { changeState, lockPolicy } from './lock-cycle.ts';
import { promote } from './promote.ts';

export interface DecideFlywheelCycleInput {
  readonly flywheelCycleId: string;
  readonly reason: string;
  readonly idempotencyKey?: string | null | undefined;
}

/** Puts a candidate into production that waits for a person to agree. */
export const approveFlywheelCycle = (services: Pick<Services, 'em'>, caller: Caller, input: DecideFlywheelCycleInput): Promise<FlywheelCycle> =>
  change(services, caller, 'approveFlywheelCycle', input, async (tx, policy, cycle, reason) => {
    if (cycle.state !== 'AWAITING_APPROVAL') throw new Fault('INVALID_STATE', `The cycle is ${cycle.state}; only one that is AWAITING_APPROVAL can be approved.`, ['flywheelCycleId']);
    await promote(tx, policy, cycle, { reason, numbers: cycle.numbers, actor: caller.actor });
  });

/** Ends a cycle without promoting anything, wherever it stands. A training run that it started goes on, and can be canceled by itself. */
export const holdFlywheelCycle = (services: Pick<Services, 'em'>, caller: Caller, input: DecideFlywheelCycleInput): Promise<FlywheelCycle> =>
  change(services, caller, 'holdFlywheelCycle', input, async (tx, policy, cycle, reason) => {
    if (cycle.isFinished()) throw new Fault('INVALID_STATE', `The cycle is ${cycle.state} already.`, ['flywheelCycleId']);
    await changeState(tx, policy, cycle, { state: 'HELD', reason: `${caller.actor}: ${reason}` });
  });

async function change({ em }: Pick<Services, 'em'>, caller: Caller, mutation: string, input: DecideFlywheelCycleInput, act: (tx: EntityManager, policy: FlywheelPolicy, cycle: FlywheelCycle, reason: string) => Promise<void>): Promise<FlywheelCycle> {
  const reason = textInput(input.reason, 'reason', 2000);
  const { idempotencyKey, ...rest } = input;
  return write(em, async (tx) => {
    const { id, policy } = await getOwn(tx, FlywheelCycle, caller, input.flywheelCycleId, ['flywheelCycleId']);
    await once(tx, { projectId: caller.projectId, mutation, key: idempotencyKey, input: rest }, async () => {
      await lockModel(tx, (await policy.loadOrFail()).model.id);
      const locked = await lockPolicy(tx, policy.id);
      await act(tx, locked, await tx.findOneOrFail(FlywheelCycle, id, { refresh: true }), reason);
    });
    return tx.findOneOrFail(FlywheelCycle, id);
  });
}
