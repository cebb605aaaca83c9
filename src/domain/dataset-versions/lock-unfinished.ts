import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { DatasetVersion } from '../entities/dataset-version.ts';

/** The version, read under a row lock, as long as it is being imported or assessed; undefined afterwards. */
export async function lockUnfinished(tx: EntityManager, id: string): Promise<DatasetVersion | undefined> {
  const version = await tx.findOne(DatasetVersion, id, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  return version?.status === 'IMPORTING' || version?.status === 'ASSESSING' ? version : undefined;
}
