import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { DatasetExport } from '../entities/dataset-export.ts';

/** The export, read under a row lock, as long as it is QUEUED or RUNNING, and by nobody else than `claim` where that is given; undefined otherwise. */
export async function lockUnfinishedExport(tx: EntityManager, id: string, claim?: string): Promise<DatasetExport | undefined> {
  const row = await tx.findOne(DatasetExport, id, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  const isUnfinished = row?.state === 'QUEUED' || row?.state === 'RUNNING';
  return isUnfinished && (claim === undefined || row.claim === claim) ? row : undefined;
}
