import { LockMode } from '@mikro-orm/postgresql';
import { type Caller, type Services, write } from '../caller.ts';
import { TrainingRun } from '../entities/training-run.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { channels, notify } from '../ports.ts';
import { forgetCheckpoints } from './keep-checkpoint.ts';
import { recordState } from './record-state.ts';

/** A run that waits is canceled at once; one that runs is CANCELING until its worker confirms. Asking again changes nothing. */
export async function requestCancel({ em }: Services, caller: Caller, trainingRunId: string): Promise<TrainingRun> {
  return write(em, async (tx) => {
    const run = await getOwn(tx, TrainingRun, caller, trainingRunId, ['trainingRunId']);
    await tx.lock(run, LockMode.PESSIMISTIC_WRITE);
    await tx.refresh(run);
    if (run.state === 'CANCELING' || run.state === 'CANCELED') return run;
    if (run.isFinished()) throw new Fault('INVALID_STATE', `The run is ${run.state} already.`, ['trainingRunId']);
    if (run.state === 'QUEUED') {
      run.pendingReason = null;
      await forgetCheckpoints(tx, run);
    }
    await recordState(tx, run, run.state === 'QUEUED' ? 'CANCELED' : 'CANCELING', `Canceled by ${caller.actor}.`);
    await notify(tx, channels.cancel, run.id);
    return run;
  });
}
