import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { DecisionNumber } from '../decision-number.ts';
import { FlywheelCycle, type FlywheelCycleState, FlywheelEvent } from '../entities/flywheel-cycle.ts';
import { FlywheelPolicy } from '../entities/flywheel-policy.ts';
import { channels, notify } from '../ports.ts';
import { cycleMessage } from '../webhooks/messages.ts';
import { recordWebhookEvent } from '../webhooks/record-webhook-event.ts';

/** The policy, read under a row lock: taken before the row of a cycle, always. */
export function lockPolicy(tx: EntityManager, id: string): Promise<FlywheelPolicy> {
  return tx.findOneOrFail(FlywheelPolicy, id, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
}

/** The cycle, read afresh, where it is still in this state; undefined where another worker took the step meanwhile. The policy's row is locked. */
export async function cycleIn(tx: EntityManager, id: string, state: FlywheelCycleState): Promise<FlywheelCycle | undefined> {
  const cycle = await tx.findOneOrFail(FlywheelCycle, id, { refresh: true });
  return cycle.state === state ? cycle : undefined;
}

export interface StateChange {
  readonly state: FlywheelCycleState;
  readonly reason?: string | null;
  readonly numbers?: readonly DecisionNumber[];
}

const last: ReadonlySet<FlywheelCycleState> = new Set(['PROMOTED', 'HELD', 'FAILED']);

/** Brings a cycle into a state, and stores the event of it, numbered next, and what webhooks are told. The policy's row is locked by the caller's transaction. */
export async function changeState(tx: EntityManager, policy: FlywheelPolicy, cycle: FlywheelCycle, { state, reason = null, numbers = [] }: StateChange): Promise<void> {
  const now = new Date();
  Object.assign(cycle, { state, reason, ...(numbers.length > 0 ? { numbers } : {}), ...(last.has(state) ? { finishedAt: now } : {}) });
  policy.eventCount += 1;
  tx.create(FlywheelEvent, { policy, number: policy.eventCount, cycle, payload: { cycleId: cycle.id, state, reason, numbers }, time: now });
  await tx.flush();
  await recordWebhookEvent(tx, policy.project.id, cycleMessage(policy, cycle));
  await notify(tx, channels.flywheel, policy.id);
}
