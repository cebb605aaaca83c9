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

/** Gives the records of a version that could not be made back to the dataset's open version. @param leftOut  whether that was because none of them could be added */
export async function releaseRecords(tx: EntityManager, datasetVersionId: string, leftOut: boolean): Promise<void> {
  await tx.execute('update dataset_record set version_id = null, left_out = ? where version_id = ?', [leftOut, datasetVersionId]);
}

/** Records that a version was to have and could not be given: others may take their keys. */
export async function leaveRecordsOut(tx: EntityManager, datasetVersionId: string, keys: readonly string[]): Promise<void> {
  await tx.execute('update dataset_record set left_out = true where version_id = ? and key in (select jsonb_array_elements_text(?::jsonb))', [datasetVersionId, JSON.stringify(keys)]);
}
