import { type LeftOutSubjects, spellings } from '../../domain/privacy/subject-hash.ts';
import { RECORDS_FILE } from '../../domain/datasets/record-content.ts';
import { literal, trimmed } from '../samples/sql.ts';
import type { WorkDatabase } from '../samples/work-database.ts';

/** Whose samples are meant, in one version. */
export interface WantedSubject {
  readonly subject: string;
  /** Keys of records that are about them without naming them. */
  readonly keys: readonly string[];
}

/** Versions of earlier releases have subjects with white space around, which whoever asks for them cannot write. */
const named = trimmed('subject');

/** A condition on rows with the columns of `samples`: that they are the subject's. Names nobody: what fails is logged with its SQL. Makes the tables `wanted_subjects` and `wanted_keys`. */
export async function isOfSubject(database: WorkDatabase, { subject, keys }: WantedSubject): Promise<string> {
  await load(database, 'wanted_subjects', spellings(subject));
  await load(database, 'wanted_keys', keys);
  return `(coalesce(${named} IN (SELECT value FROM wanted_subjects), false) OR ${isRecordIn('wanted_keys')})`;
}

/** A condition: that the row is about somebody who was erased, or made of what they said. Makes the tables `erased_hashes` and `erased_keys`. */
export async function isOfErased(database: WorkDatabase, { salt, hashes, keys }: LeftOutSubjects): Promise<string> {
  await load(database, 'erased_hashes', hashes);
  await load(database, 'erased_keys', keys);
  return `(coalesce(sha256(concat(${literal(salt)}, chr(10), nfc_normalize(${named}))) IN (SELECT value FROM erased_hashes), false) OR ${isRecordIn('erased_keys')})`;
}

const isRecordIn = (table: (typeof conditionTables)[number]) => `coalesce(file = ${literal(RECORDS_FILE)} AND entry IN (SELECT value FROM ${table}), false)`;

/** The tables that the conditions make. */
export const conditionTables = ['wanted_subjects', 'wanted_keys', 'erased_hashes', 'erased_keys'] as const;

async function load(database: WorkDatabase, table: (typeof conditionTables)[number], values: readonly string[]): Promise<void> {
  await database.run(`CREATE TABLE ${table} (value VARCHAR)`);
  const appender = await database.append(table);
  for (const value of values) {
    appender.appendVarchar(value);
    appender.endRow();
  }
  appender.flushSync();
  appender.closeSync();
}
