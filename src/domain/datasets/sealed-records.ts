import type { EntityManager } from '@mikro-orm/postgresql';
import type { RecordContent } from './record-content.ts';

const AT_ONCE = 2000;

export interface SealedRecord {
  readonly key: string;
  readonly content: RecordContent;
  readonly label: string | null;
  readonly split: string | null;
  readonly subject: string | null;
  readonly uploadId: string | null;
}

/** The records that were sealed into a version, in the order in which they were appended. */
export async function* sealedRecords(em: EntityManager, datasetVersionId: string): AsyncGenerator<SealedRecord> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await em.execute<(Omit<SealedRecord, 'uploadId'> & { id: string; upload_id: string | null })[]>(
      'select id, key, content, label, split, subject, upload_id from dataset_record where version_id = ? and id > ? order by id limit ?',
      [datasetVersionId, after, AT_ONCE],
    );
    for (const { id, upload_id: uploadId, ...record } of rows) {
      after = id;
      yield { ...record, uploadId };
    }
    if (rows.length < AT_ONCE) return;
  }
}

/** Gives the records of a version that could not be made back to the dataset's open version. */
export async function releaseRecords(tx: EntityManager, datasetVersionId: string): Promise<void> {
  await tx.execute('update dataset_record set version_id = null where version_id = ?', [datasetVersionId]);
}
