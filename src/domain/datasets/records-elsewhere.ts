import type { EntityManager } from '@mikro-orm/postgresql';
import { versionsLeftOut } from '../dataset-versions/versions-left-out.ts';
import type { DatasetVersion } from '../entities/dataset-version.ts';
import type { VersionChange } from '../version-change.ts';

/**
 * The changes of a seal; the first one on a line of versions also says which records earlier seals have that this line lacks, as where the files
 * that their versions were made of were mended and imported again. Not those that a cycle left out, since they do harm.
 */
export async function withRecordsElsewhere(tx: EntityManager, version: DatasetVersion, changes: readonly VersionChange[] | null): Promise<readonly VersionChange[] | null> {
  if (version.source.type !== 'append' || !version.parent || !changes) return changes;
  const [found] = await tx.execute<{ records: number; newest: number | null; parent: number | null }[]>(
    `with recursive line as (
       select id, parent_id, number, source from dataset_version where id = ? union all select v.id, v.parent_id, v.number, v.source from line l join dataset_version v on v.id = l.parent_id)
     select count(*)::int as records, max(v.number) as newest, (select number from line where id = ?) as parent from dataset_version v join dataset_record r on r.version_id = v.id
     where v.dataset_id = ? and v.number < ? and v.status in ('READY', 'REJECTED') and v.source->>'type' = 'append' and not r.left_out
       and v.id not in (select id from line) and v.id not in (select value::uuid from jsonb_array_elements_text(?::jsonb))
       and not exists (select 1 from line where source->>'type' = 'append')`,
    [version.parent.id, version.parent.id, version.dataset.id, version.number, JSON.stringify(await versionsLeftOut(tx, version.dataset.id))],
  );
  if (!found || found.newest === null) return changes;
  const { records, newest, parent } = found;
  const sentence = `${records === 1 ? '1 record' : `${records} records`} of earlier seals (the newest is version ${newest}) ${records === 1 ? 'is' : 'are'} not in it: it goes on from version ${parent}, which was not made of ${records === 1 ? 'it' : 'them'}.`;
  return changes.map((change) => (change.kind === 'ADD' ? { ...change, message: `${change.message} ${sentence}` } : change));
}
