import type { EntityManager } from '@mikro-orm/postgresql';
import type { TrainingRun } from '../entities/training-run.ts';
import { TrainingCheckpoint } from '../entities/training-run-event.ts';
import type { StoredCheckpoint } from './trainer-report.ts';

/** Beside the best one: one to go on from, and one more in case that it is damaged. */
const KEPT = 2;

/** Stores a checkpoint's row, in place of an older one of the same step. Returns the keys of files that no row names any more. */
export async function keepCheckpoint(tx: EntityManager, run: TrainingRun, checkpoint: StoredCheckpoint, time: Date): Promise<string[]> {
  if (checkpoint.best) await tx.nativeUpdate(TrainingCheckpoint, { trainingRun: run.id, best: true }, { best: false });
  const known = await tx.find(TrainingCheckpoint, { trainingRun: run.id }, { orderBy: { step: 'desc' }, disableIdentityMap: true });
  const replaced = known.filter((row) => row.step === checkpoint.step);
  const older = known.filter((row) => row.step !== checkpoint.step && !row.best).slice(KEPT - 1);
  await remove(tx, run, [...replaced, ...older]);
  await tx.insert(TrainingCheckpoint, { trainingRun: run.id, attempt: run.attempt, ...checkpoint, time });
  return [...replaced, ...older].map((row) => row.key).filter((key) => key !== checkpoint.key);
}

/** Forgets a damaged checkpoint. Returns the keys of its files. */
export async function dropCheckpoint(tx: EntityManager, run: TrainingRun, step: number): Promise<string[]> {
  const rows = await tx.find(TrainingCheckpoint, { trainingRun: run.id, step }, { disableIdentityMap: true });
  await remove(tx, run, rows);
  return rows.map((row) => row.key);
}

/** A run that is over needs none; its files lie below `checkpointsKey`. */
export async function forgetCheckpoints(tx: EntityManager, run: TrainingRun): Promise<void> {
  await tx.nativeDelete(TrainingCheckpoint, { trainingRun: run.id });
}

async function remove(tx: EntityManager, run: TrainingRun, rows: readonly TrainingCheckpoint[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.nativeDelete(TrainingCheckpoint, { trainingRun: run.id, step: { $in: rows.map((row) => row.step) } });
}
