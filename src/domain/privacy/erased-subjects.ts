import type { EntityManager } from '@mikro-orm/postgresql';
import { Fault, Faults } from '../fault.ts';
import { type ErasedSubjects, subjectHash } from './subject-hash.ts';

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

/** Refuses what is about people who were erased, within the transaction that stores it. @throws Faults INVALID_STATE */
export async function refuseErased(tx: EntityManager, projectId: string, named: readonly NamedSubject[]): Promise<void> {
  if (named.every(({ subject }) => subject === null)) return;
  const { salt, hashes } = await erasedSubjects(tx, projectId);
  if (hashes.length === 0) return;
  const erased = new Set(hashes);
  const faults = named.flatMap(({ subject, path }) =>
    subject !== null && erased.has(subjectHash(salt, subject)) ? [new Fault('INVALID_STATE', 'This subject was erased from the project; nothing about them is stored again.', path)] : [],
  );
  if (faults.length > 0) throw new Faults(faults);
}
