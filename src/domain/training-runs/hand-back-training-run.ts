import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import { type Claim, lockClaimed } from './claim.ts';
import { endRun } from './end-run.ts';
import { recordState } from './record-state.ts';

/**
 * Puts a run back into the queue, to go on from its checkpoint elsewhere or later; it waits for the job, which its worker
 * has to give back likewise. A run that is being canceled ends CANCELED instead.
 *
 * @throws AttemptLost
 */
export async function handBackTrainingRun(em: EntityManager, claim: Claim, reason: string): Promise<'QUEUED' | 'CANCELED'> {
  return write(em, async (tx) => {
    const run = await lockClaimed(tx, claim);
    if (run.state === 'CANCELING') {
      await endRun(tx, run, 'CANCELED');
      return 'CANCELED';
    }
    run.pendingReason = reason;
    await recordState(tx, run, 'QUEUED', reason);
    return 'QUEUED';
  });
}
