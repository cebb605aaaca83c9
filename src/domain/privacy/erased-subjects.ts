import type { EntityManager } from '@mikro-orm/postgresql';
import { Fault, Faults } from '../fault.ts';
import { type ErasedSubjects, type LeftOutSubjects, subjectHash } from './subject-hash.ts';

/** Whoever writes about a subject holds the lock with others until its transaction ends; who erases one waits for all of them. */
const lock = (name: 'pg_advisory_xact_lock' | 'pg_advisory_xact_lock_shared') => `select ${name}(hashtextextended('erased subjects ' || ?, 0))`;

/** The people who were erased from a project. None is added until the transaction ends. */
export async function erasedSubjects(tx: EntityManager, projectId: string): Promise<ErasedSubjects> {
  await tx.execute(lock('pg_advisory_xact_lock_shared'), [projectId]);
  const [{ salt, hashes } = { salt: '', hashes: [] }] = await tx.execute<{ salt: string; hashes: string[] }[]>(
    `select subject_salt as salt, (select coalesce(jsonb_agg(hash order by hash), '[]') from erased_subject where project_id = project.id) as hashes from project where id = ?`,
    [projectId],
  );
  return { salt, hashes };
}

/** Whose samples a version of this dataset leaves out. None is added until the transaction ends. */
export async function leftOutSubjects(tx: EntityManager, projectId: string, datasetId: string): Promise<LeftOutSubjects> {
  const erased = await erasedSubjects(tx, projectId);
  if (erased.hashes.length === 0) return { ...erased, keys: [] };
  const records = await tx.execute<{ key: string }[]>(
    `select r.key from dataset_record r join feedback f on f.id = (r.origin->>'id')::uuid where r.dataset_id = ? and r.origin->>'type' = 'feedback' and ${isErased('f.subject', 'f.project_id')}`,
    [datasetId],
  );
  return { ...erased, keys: records.map(({ key }) => key) };
}

/** Once this resolves nobody can store anything about the subject any more, and what was being stored is there to be found. */
export async function addErasedSubject(tx: EntityManager, projectId: string, hash: string): Promise<void> {
  await tx.execute(lock('pg_advisory_xact_lock'), [projectId]);
  await tx.execute('insert into erased_subject (project_id, hash, erased_at) values (?, ?, now()) on conflict do nothing', [projectId, hash]);
}

export interface NamedSubject {
  readonly subject: string | null;
  /** Where in the input it is named. */
  readonly path: readonly string[];
}

/** Why each of these may not be stored, by its place; none of those that may. To be asked within the transaction that stores them. */
export async function erasedFaults(tx: EntityManager, projectId: string, named: readonly NamedSubject[]): Promise<Map<number, Fault>> {
  const faults = new Map<number, Fault>();
  if (named.every(({ subject }) => subject === null)) return faults;
  const { salt, hashes } = await erasedSubjects(tx, projectId);
  if (hashes.length === 0) return faults;
  const erased = new Set(hashes);
  for (const [index, { subject, path }] of named.entries()) {
    if (subject === null || !erased.has(subjectHash(salt, subject))) continue;
    faults.set(index, new Fault('INVALID_STATE', 'This subject was erased from the project; nothing about them is stored again.', path));
  }
  return faults;
}

/** Refuses what is about people who were erased, within the transaction that stores it. @throws Faults INVALID_STATE */
export async function refuseErased(tx: EntityManager, projectId: string, named: readonly NamedSubject[]): Promise<void> {
  const faults = await erasedFaults(tx, projectId, named);
  if (faults.size > 0) throw new Faults([...faults.values()]);
}

/**
 * SQL: whether a column names somebody who was erased from the project whose id another column has. Rows about them are there until their
 * erasure has come to them, and are not to be read on for anything new. Costs a hash and a look at an index for each row.
 */
export const isErased = (subject: string, projectId: string): string =>
  `exists (select 1 from project p join erased_subject e on e.project_id = p.id where p.id = ${projectId}
     and e.hash = encode(sha256(convert_to(p.subject_salt || chr(10) || normalize(${subject}, NFC), 'UTF8')), 'hex'))`;
