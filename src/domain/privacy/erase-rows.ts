import type { EntityManager } from '@mikro-orm/postgresql';
import { generationKey, subjectExportKey, uploadKey } from '../../store/keys.ts';
import { write } from '../caller.ts';
import { channels, notify, type StoredFiles } from '../ports.ts';
import { forgetVotes } from './forget-votes.ts';
import { columnsReferringTo, findHeldRows, otherTables, type Person, spellingsOf } from './held-rows.ts';
import { removeUploads } from './remove-uploads.ts';
import { subjectHash } from './subject-hash.ts';

/** Takes the files that the person's samples were imported from, and which hold them as they came. */
export async function eraseUploads(em: EntityManager, erasureId: string, files: StoredFiles): Promise<void> {
  await write(em, async (tx) => {
    const uploads = await tx.execute<{ id: string }[]>(
      `select id from upload where state <> 'ERASED' and id in (select value::uuid from erasure_version join dataset_version v on v.id = dataset_version_id, jsonb_array_elements_text(v.source->'uploadIds')
       where erasure_id = ?) for update`,
      [erasureId],
    );
    await removeUploads(tx, uploads.map(({ id }) => id), files);
  });
}

const heldName = { feedback: 'feedback', dataset_record: 'record', generation: 'generation' } as const;

/** Takes all rows about a person, and the files that they name. Files go before the rows that name them: what is interrupted is found again. */
export async function eraseRows(em: EntityManager, person: Person, files: StoredFiles): Promise<void> {
  const unfinished = await write(em, async (tx) => {
    await findHeldRows(tx, person);
    const making = await tx.execute<{ id: string }[]>(`select id from generation join held_generation using (id) where state in ('QUEUED', 'RUNNING')`);
    for (const { id } of making) await notify(tx, channels.cancel, id);
    await removeFiles(tx, 'held_generation', generationKey, files);
    await removeFiles(tx, 'held_upload', uploadKey, files);
    await tx.execute(`delete from idempotency_record where project_id = ? and object_id in (select id from held_generation union select id from held_feedback)`, [person.projectId]);
    await forgetVotes(tx);
    for (const { table, column } of await otherTables(tx)) await tx.execute(`delete from "${table}" where project_id = ? and "${column}" in (select jsonb_array_elements_text(?::jsonb))`, [person.projectId, spellingsOf(person)]);
    for (const table of ['feedback', 'dataset_record', 'generation'] as const) {
      for (const other of await columnsReferringTo(tx, table)) {
        if (other.table !== table) await tx.execute(`delete from "${other.table}" where "${other.column}" in (select id from held_${heldName[table]})`);
      }
      await tx.execute(`delete from ${table} where id in (select id from held_${heldName[table]})`);
    }
    await tx.execute('delete from upload where id in (select id from held_upload)');
    return making;
  });
  // What their makers may have written before they heard of it.
  for (const { id } of unfinished) await files.remove(generationKey(id));
}

async function removeFiles(tx: EntityManager, table: string, keyOf: (id: string) => string, files: StoredFiles): Promise<void> {
  for (const { id } of await tx.execute<{ id: string }[]>(`select id from ${table}`)) await files.remove(keyOf(id));
}

/** Takes the files of what was exported about the person before. */
export async function eraseSubjectExports(em: EntityManager, { projectId, subject }: Person, files: StoredFiles): Promise<void> {
  await write(em, async (tx) => {
    const [project] = await tx.execute<{ salt: string }[]>('select subject_salt as salt from project where id = ?', [projectId]);
    const hash = subjectHash(project?.salt ?? '', subject);
    const rows = await tx.execute<{ id: string }[]>('select id from subject_export where project_id = ? and subject_hash = ? for update', [projectId, hash]);
    for (const { id } of rows) await files.remove(subjectExportKey(id));
    await tx.execute('delete from subject_export where project_id = ? and subject_hash = ?', [projectId, hash]);
  });
}
