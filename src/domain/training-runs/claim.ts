import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { TrainingRun } from '../entities/training-run.ts';

/** Which attempt of which run writes. */
export interface Claim {
  readonly trainingRunId: string;
  readonly attempt: number;
}

/** The run has gone on without this attempt: another one took it, or it is over. Nothing was written. */
export class AttemptLost extends Error {
  constructor({ trainingRunId, attempt }: Claim, run: { state: string; attempt: number } | null) {
    super(`Attempt ${attempt} no longer holds training run ${trainingRunId}: it is ${run ? `${run.state} in attempt ${run.attempt}` : 'gone'}.`);
    this.name = 'AttemptLost';
  }
}

/**
 * Locks the run's row for the caller's transaction: what is written under it is numbered in commit order, and by the
 * attempt that holds the run alone.
 *
 * @throws AttemptLost
 */
export async function lockClaimed(tx: EntityManager, claim: Claim): Promise<TrainingRun> {
  const run = await tx.findOne(TrainingRun, claim.trainingRunId, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!run || run.attempt !== claim.attempt || run.isFinished() || run.state === 'QUEUED') throw new AttemptLost(claim, run);
  return run;
}
