import type { EntityManager } from '@mikro-orm/postgresql';
import type { TrainingRun } from '../entities/training-run.ts';
import { forgetCheckpoints } from './keep-checkpoint.ts';
import { recordState } from './record-state.ts';

export type EndState = 'SUCCEEDED' | 'FAILED' | 'CANCELED';

/**
 * Ends a run whose row is locked; the event that says so is its last. A run that is being canceled ends CANCELED
 * whatever else has become of it. Returns how it ended.
 */
export async function endRun(tx: EntityManager, run: TrainingRun, state: EndState, failure: string | null = null): Promise<EndState> {
  const end = run.state === 'CANCELING' ? 'CANCELED' : state;
  run.pendingReason = null;
  run.failure = end === 'FAILED' ? failure : null;
  await forgetCheckpoints(tx, run);
  await recordState(tx, run, end, run.failure);
  return end;
}
