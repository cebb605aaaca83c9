import type { EntityManager } from '@mikro-orm/postgresql';
import { TrainingRun } from '../entities/training-run.ts';
import type { Claim } from './claim.ts';

/** Whether an attempt still holds its run, and whether it is to end. */
export async function attemptState(em: EntityManager, claim: Claim): Promise<'HELD' | 'CANCELING' | 'LOST'> {
  const run = await em.findOne(TrainingRun, claim.trainingRunId, { fields: ['state', 'attempt'], disableIdentityMap: true });
  if (!run || run.attempt !== claim.attempt) return 'LOST';
  if (run.state === 'CANCELING') return 'CANCELING';
  return run.state === 'STARTING' || run.state === 'RUNNING' ? 'HELD' : 'LOST';
}
