import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../../caller.ts';
import type { FlywheelCycle } from '../../entities/flywheel-cycle.ts';
import type { FlywheelPolicy } from '../../entities/flywheel-policy.ts';
import { changeState, cycleIn, lockPolicy, type StateChange } from '../lock-cycle.ts';

/** The same object, however often a step is tried. */
export const keyOf = ({ id }: FlywheelCycle, step: string) => `flywheel ${id} ${step}`;

/** Stores what a step made, and the state that it leads to, where the cycle still is where the step found it. */
export async function goOn(em: EntityManager, policy: FlywheelPolicy, { id, state }: FlywheelCycle, change: StateChange, set: (cycle: FlywheelCycle, tx: EntityManager) => Promise<void> | void = () => undefined): Promise<void> {
  await write(em, async (tx) => {
    const locked = await lockPolicy(tx, policy.id);
    const cycle = await cycleIn(tx, id, state);
    if (!cycle) return;
    await set(cycle, tx);
    await changeState(tx, locked, cycle, change);
  });
}

/** Stores what a step made, without another state. */
export async function remember(em: EntityManager, policy: FlywheelPolicy, { id, state }: FlywheelCycle, set: (cycle: FlywheelCycle) => void): Promise<void> {
  await write(em, async (tx) => {
    await lockPolicy(tx, policy.id);
    const cycle = await cycleIn(tx, id, state);
    if (!cycle) return;
    set(cycle);
    await tx.flush();
  });
}
