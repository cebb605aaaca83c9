import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import { type Claim, lockClaimed } from './claim.ts';
import { endRun, type EndState } from './end-run.ts';

/**
 * Ends a run as FAILED, with a sentence for the person who started it; as CANCELED where it was being canceled.
 *
 * @throws AttemptLost
 */
export async function failTrainingRun(em: EntityManager, claim: Claim, failure: string): Promise<EndState> {
  return write(em, async (tx) => endRun(tx, await lockClaimed(tx, claim), 'FAILED', failure));
}
