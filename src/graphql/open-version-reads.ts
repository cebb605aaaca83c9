import type { Context } from './context.ts';

/** What gathers in a dataset until it is sealed. */
export interface OpenVersion {
  readonly datasetId: string;
  readonly recordCount: number;
  readonly since: Date | null;
  readonly lastRecordAt: Date | null;
}

/** Read off the index of open records. */
export async function openVersions({ em }: Context, datasetIds: readonly string[]): Promise<Map<string, OpenVersion>> {
  const rows = await em.execute<{ dataset_id: string; count: number; since: string; last: string }[]>(
    `select dataset_id, count(*)::int as count, min(created_at) as since, max(created_at) as last from dataset_record
     where version_id is null and dataset_id = any(?::uuid[]) group by dataset_id`,
    [`{${datasetIds.join(',')}}`],
  );
  return new Map(rows.map(({ dataset_id: datasetId, count, since, last }) => [datasetId, { datasetId, recordCount: count, since: new Date(since), lastRecordAt: new Date(last) }]));
}

export function openClasses({ em }: Context, datasetId: string): Promise<{ label: string; count: number }[]> {
  return em.execute<{ label: string; count: number }[]>(
    `select label, count(*)::int as count from dataset_record where version_id is null and dataset_id = ? and label is not null group by label order by label collate "C"`,
    [datasetId],
  );
}

const MOST_LEFT_OUT = 1000;

/** Keys of records that a seal could not add. Read off an index of them alone. */
export async function recordsLeftOut({ em }: Context, datasetId: string): Promise<string[]> {
  const rows = await em.execute<{ key: string }[]>('select key from dataset_record where dataset_id = ? and left_out and not set_aside order by id limit ?', [datasetId, MOST_LEFT_OUT]);
  return rows.map(({ key }) => key);
}
