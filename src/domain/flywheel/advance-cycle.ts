import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import type { FlywheelCycle } from '../entities/flywheel-cycle.ts';
import type { FlywheelPolicy } from '../entities/flywheel-policy.ts';
import { Fault, Faults } from '../fault.ts';
import { changeState, cycleIn, lockPolicy } from './lock-cycle.ts';
import type { FlywheelServices } from './services.ts';
import { assess } from './steps/assess.ts';
import { evaluate } from './steps/evaluate.ts';
import { train } from './steps/train.ts';

/**
 * Takes a cycle's next step, where what it waits for is there. What a step makes has the cycle's idempotency key, and the cycle's state
 * changes in one transaction with the row locked: a crash at any place, and two workers at once, come to the same single step.
 * What cannot be done by any trying (a Fault) ends the cycle FAILED, with the reason; a CONFLICT, since somebody moved production between
 * a look and its lock, is looked at anew; what else goes wrong is thrown, and tried again.
 */
export async function advanceCycle(services: FlywheelServices, policy: FlywheelPolicy, cycle: FlywheelCycle): Promise<void> {
  const { state } = cycle;
  try {
    await stepOf(services, policy, cycle);
  } catch (error) {
    if (!(error instanceof Fault || error instanceof Faults)) throw error;
    if (error instanceof Fault && error.code === 'CONFLICT') return;
    await fail(services.em, policy, cycle, `${waitingFor[state] ?? ''}${error.message}`);
  }
}

/** What was under way, before a fault's own words. */
const waitingFor: Partial<Record<FlywheelCycle['state'], string>> = {
  ASSESSING: 'The next step of the data could not be taken. ',
  CLEANING: 'The next step of the data could not be taken. ',
  TRAINING: 'The candidate could not be measured. ',
  EVALUATING: 'The candidate could not be compared. ',
};

async function stepOf(services: FlywheelServices, policy: FlywheelPolicy, cycle: FlywheelCycle): Promise<void> {
  switch (cycle.state) {
    case 'ASSESSING':
    case 'CLEANING':
      return assess(services, policy, cycle);
    case 'TRAINING':
      return train(services, policy, cycle);
    case 'EVALUATING':
      return evaluate(services, policy, cycle);
    case 'AWAITING_APPROVAL':
    case 'PROMOTED':
    case 'HELD':
    case 'FAILED':
  }
}

async function fail(em: EntityManager, policy: FlywheelPolicy, { id, state }: FlywheelCycle, reason: string): Promise<void> {
  await write(em, async (tx) => {
    const locked = await lockPolicy(tx, policy.id);
    const cycle = await cycleIn(tx, id, state);
    if (cycle) await changeState(tx, locked, cycle, { state: 'FAILED', reason });
  });
}
