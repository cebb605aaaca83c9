import type { EntityManager } from '@mikro-orm/postgresql';

/** What did harm, and was left out of all later data, is to nobody's credit. */
export async function leaveContributionsOut(tx: EntityManager, datasetVersionId: string): Promise<void> {
  await tx.execute('update contribution set left_out = true where dataset_version_id = ? and model_version_id is null', [datasetVersionId]);
}
