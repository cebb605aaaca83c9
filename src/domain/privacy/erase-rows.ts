import type { EntityManager } from '@mikro-orm/postgresql';
import { generationKey, subjectExportKey, uploadKey } from '../../store/keys.ts';
import { write } from '../caller.ts';
import type { StoredFiles } from '../ports.ts';
import { findHeldRows, otherTables, type Person, spellingsOf } from './held-rows.ts';
import { subjectHash } from './subject-hash.ts';

/** Takes the files that the person's samples were imported from, and which hold them as they came. */
export async function eraseUploads(em: EntityManager, erasureId: string, files: StoredFiles): Promise<void> {
  await write(em, async (tx) => {
    const uploads = await tx.execute<{ id: string }[]>(
      `select id from upload where state <> 'ERASED' and id in (select value::uuid from erasure_version join dataset_version v on v.id = dataset_version_id, jsonb_array_elements_text(v.source->'uploadIds')
       where erasure_id = ?) for update`,
      [erasureId],
    );
    for (const { id } of uploads) {
      await files.remove(uploadKey(id));
      await tx.execute(`update upload set state = 'ERASED', filename = 'erased' where id = ?`, [id]);
    }
  });
}

/** Takes all rows about a person, and the files that they name. Files go before the rows that name them: what is interrupted is found again. */
export async function eraseRows(em: EntityManager, person: Person, files: StoredFiles): Promise<void> {
  await write(em, async (tx) => {
    await findHeldRows(tx, person);
    await removeFiles(tx, 'held_generation', generationKey, files);
    await removeFiles(tx, 'held_upload', uploadKey, files);
    await tx.execute(`delete from idempotency_record where project_id = ? and object_id in (select id from held_generation union select id from held_feedback)`, [person.projectId]);
    for (const table of await otherTables(tx)) await tx.execute(`delete from "${table}" where project_id = ? and subject in (select jsonb_array_elements_text(?::jsonb))`, [person.projectId, spellingsOf(person)]);
    await tx.execute('delete from feedback where id in (select id from held_feedback)');
    await tx.execute('delete from dataset_record where id in (select id from held_record)');
    await tx.execute('delete from generation_event where generation_id in (select id from held_generation)');
    await tx.execute('delete from generation_follower where generation_id in (select id from held_generation)');
    await tx.execute('delete from generation where id in (select id from held_generation)');
    await tx.execute('delete from upload where id in (select id from held_upload)');
  });
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
