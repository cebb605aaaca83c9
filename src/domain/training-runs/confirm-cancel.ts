import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import { type Claim, lockClaimed } from './claim.ts';
import { endRun } from './end-run.ts';

/**
 * CANCELING becomes CANCELED: the trainer is gone.
 *
 * @throws AttemptLost
 */
export async function confirmCancel(em: EntityManager, claim: Claim): Promise<void> {
  await write(em, async (tx) => {
    const run = await lockClaimed(tx, claim);
    if (run.state !== 'CANCELING') throw new Error(`Training run ${run.id} is ${run.state}: nobody asked to cancel it.`);
    await endRun(tx, run, 'CANCELED');
  });
}
