import type { EntityManager } from '@mikro-orm/postgresql';
import { TrainingRunEvent } from '../entities/training-run-event.ts';

/** As many attempts may be lost in a row without a new step or checkpoint; then the run is given up. */
export const MAX_ATTEMPTS_WITHOUT_PROGRESS = 5;

/** A run waits in no more events than these between two that show progress: three for each attempt. Lines do not count. */
const LOOKED_AT = 64;

/**
 * Attempts since the run last came forward or was handed back, the present one included. Read from the events, so it is
 * right whichever workers had the run. Steps that are told again make no events, and so are no progress.
 */
export async function attemptsWithoutProgress(em: EntityManager, trainingRunId: string): Promise<number> {
  const events = await em.find(TrainingRunEvent, { trainingRun: trainingRunId, type: { $ne: 'LogWritten' } }, { orderBy: { number: 'desc' }, limit: LOOKED_AT, disableIdentityMap: true });
  let attempts = 0;
  for (const { payload } of events) {
    if (payload.type === 'MetricsLogged' || payload.type === 'SamplesMade' || payload.type === 'CheckpointSaved') break;
    if (payload.type !== 'TrainingRunStateChanged') continue;
    if (payload.state === 'QUEUED') break;
    if (payload.state === 'STARTING') attempts += 1;
  }
  return attempts;
}
