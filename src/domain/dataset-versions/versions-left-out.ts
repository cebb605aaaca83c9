import type { EntityManager } from '@mikro-orm/postgresql';

/** Versions of a dataset whose additions did harm, as the cycles that held them found: nothing goes on from them unless it names them. */
export async function versionsLeftOut(tx: EntityManager, datasetId: string): Promise<string[]> {
  const rows = await tx.execute<{ id: string }[]>('select v.id from flywheel_cycle c join dataset_version v on v.id = c.dataset_version_id where v.dataset_id = ? and c.leaves_data_out', [datasetId]);
  return rows.map(({ id }) => id);
}
