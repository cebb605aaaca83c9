import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Caller, Services } from '../caller.ts';
import { DataStudy, DataStudyTrial } from '../entities/data-study.ts';
import { Evaluation } from '../entities/evaluation.ts';
import { TrainingRun } from '../entities/training-run.ts';
import { cancelEvaluation } from '../evaluations/cancel-evaluation.ts';
import { channels, notify } from '../ports.ts';
import { requestCancel } from '../training-runs/request-cancel.ts';
import type { StudyResult } from './study-result.ts';

/** The study, read under a row lock; undefined where it is over. Its row is locked before those of its runs, always. */
export async function lockStudy(tx: EntityManager, id: string): Promise<DataStudy | undefined> {
  const study = await tx.findOneOrFail(DataStudy, id, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  return study.state === 'RUNNING' ? study : undefined;
}

export type StudyEnd = { readonly state: 'SUCCEEDED'; readonly result: StudyResult } | { readonly state: 'FAILED' | 'CANCELED'; readonly failure: string };

/** Ends a study in the caller's transaction, which has locked it. What of it is still under way is canceled with it. */
export async function endStudy(tx: EntityManager, services: Pick<Services, 'jobs'>, caller: Caller, study: DataStudy, end: StudyEnd): Promise<void> {
  Object.assign(study, { ...end, finishedAt: new Date(), ...(end.state === 'SUCCEEDED' && { progress: 1 }) });
  await tx.flush();
  await notify(tx, channels.dataStudy, study.id);
  if (end.state === 'SUCCEEDED') return;
  for (const { trainingRun, evaluation } of await tx.find(DataStudyTrial, { study: study.id })) {
    const run = await tx.findOneOrFail(TrainingRun, trainingRun.id, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
    if (!run.isFinished()) await requestCancel({ ...services, em: tx }, caller, run.id);
    const measuring = evaluation && (await tx.findOneOrFail(Evaluation, evaluation.id, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true }));
    if (measuring?.isUnfinished()) await cancelEvaluation({ em: tx }, caller, measuring.id);
  }
}
