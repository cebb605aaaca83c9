import type { EntityManager } from '@mikro-orm/postgresql';
import { spellings } from './subject-hash.ts';

/** Whose rows are meant. */
export interface Person {
  readonly projectId: string;
  readonly subject: string;
}

/** A PostgreSQL array of the spellings of a subject. */
export const spellingsOf = ({ subject }: Person) => JSON.stringify(spellings(subject));

const isTheirs = 'project_id = ? and subject in (select jsonb_array_elements_text(?::jsonb))';

/**
 * Makes temporary tables of the ids of all rows that are about a person, which last until the transaction ends: `held_generation` (made for
 * them), `held_feedback` (theirs, or about what was made for them), `held_record` (about them, or made of such feedback), and `held_upload`
 * (files that such records and prompts alone name).
 */
export async function findHeldRows(tx: EntityManager, person: Person): Promise<void> {
  const [project, subjects] = [person.projectId, spellingsOf(person)];
  const make = (name: string, select: string, values: readonly unknown[]) => tx.execute(`create temporary table ${name} on commit drop as ${select}`, [...values]);
  await make('held_generation', `select id from generation where ${isTheirs}`, [project, subjects]);
  const referring = await columnsReferringTo(tx, 'generation');
  // What was made beside an answer, to compare.
  for (const { column } of referring.filter(({ table }) => table === 'generation')) await tx.execute(`insert into held_generation select id from generation where "${column}" in (select id from held_generation) and id not in (select id from held_generation)`);
  const onTheirs = referring.filter(({ table }) => table === 'feedback').map(({ column }) => `union select id from feedback where "${column}" in (select id from held_generation)`);
  await make('held_feedback', `select id from feedback where ${isTheirs} ${onTheirs.join(' ')}`, [project, subjects]);
  await make(
    'held_record',
    `select id, dataset_id, key, upload_id from dataset_record where ${isTheirs}
     union select id, dataset_id, key, upload_id from dataset_record where project_id = ? and origin->>'type' = 'feedback' and origin->>'id' in (select id::text from held_feedback)`,
    [project, subjects, project],
  );
  await make(
    'held_upload',
    `select u.id from upload u where u.project_id = ? and u.id in (
       select upload_id from held_record where upload_id is not null
       union select value::uuid from generation g join held_generation using (id), jsonb_each_text(g.prompt)
         where value ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$')
     and not exists (select 1 from dataset_record r where r.upload_id = u.id and r.id not in (select id from held_record))
     and not exists (select 1 from dataset_version v where v.source->'uploadIds' @> to_jsonb(u.id::text))`,
    [project],
  );
}

/** How many rows of each table that `findHeldRows` made. */
export async function countHeldRows(tx: EntityManager): Promise<{ generations: number; feedback: number; openRecords: number }> {
  const [counts] = await tx.execute<{ generations: number; feedback: number; openRecords: number }[]>(
    `select (select count(*)::int from held_generation) as generations, (select count(*)::int from held_feedback) as feedback,
       (select count(*)::int from held_record join dataset_record using (id) where version_id is null) as "openRecords"`,
  );
  return counts ?? { generations: 0, feedback: 0, openRecords: 0 };
}

/** Tables with subjects that `findHeldRows` knows. */
const known = ['generation', 'feedback', 'dataset_record'];
/** These name whom they are about until they are finished. */
const ownTables = ['erasure', 'subject_export'];

/** A column of a table. */
export interface TableColumn {
  readonly table: string;
  readonly column: string;
}

/** What names a person: whom a row is about, or who said what waited for review. */
const NAMING = ['subject', 'reviewer'];

/** All other tables whose rows belong to a project and name a person, and by which column. */
export async function otherTables(em: EntityManager): Promise<TableColumn[]> {
  const columns = await em.execute<TableColumn[]>(
    `select n.table_name as "table", n.column_name as "column" from information_schema.columns n join information_schema.columns p using (table_schema, table_name)
     where table_schema = 'public' and p.column_name = 'project_id' and n.column_name in (select jsonb_array_elements_text(?::jsonb)) order by 1, 2`,
    [JSON.stringify(NAMING)],
  );
  return columns.filter(({ table }) => ![...known, ...ownTables].includes(table));
}

/** Columns of any table that name rows of this one by their id, as the database's foreign keys say. */
export function columnsReferringTo(tx: EntityManager, table: 'generation' | 'feedback' | 'dataset_record'): Promise<TableColumn[]> {
  return tx.execute<TableColumn[]>(
    `select c.relname as "table", a.attname as "column" from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
     where k.contype = 'f' and k.confrelid = ?::regclass and array_length(k.conkey, 1) = 1 order by 1, 2`,
    [table],
  );
}
