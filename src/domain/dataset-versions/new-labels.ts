import type { EntityManager } from '@mikro-orm/postgresql';

/** The label that a sample gets. */
export interface NewLabel {
  /** In the parent's stored order, from 0. */
  readonly position: number;
  /** Null: none. */
  readonly label: string | null;
}

/** What a version is relabelled by, in the order of positions. */
export function newLabels(tx: EntityManager, datasetVersionId: string): Promise<NewLabel[]> {
  return tx.execute<NewLabel[]>('select position, label from sample_relabel where dataset_version_id = ? order by position', [datasetVersionId]);
}

/** In one statement. After the row of the version. */
export async function storeNewLabels(tx: EntityManager, datasetVersionId: string, labels: readonly NewLabel[]): Promise<void> {
  await tx.execute(
    `insert into sample_relabel (dataset_version_id, position, label) select ?::uuid, position, label from jsonb_to_recordset(?::jsonb) as r (position int, label text)`,
    [datasetVersionId, JSON.stringify(labels)],
  );
}
