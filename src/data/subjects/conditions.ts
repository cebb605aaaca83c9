import { type ErasedSubjects, spellings } from '../../domain/privacy/subject-hash.ts';
import { RECORDS_FILE } from '../derive/load-records.ts';
import { literal } from '../samples/sql.ts';
import type { WorkDatabase } from '../samples/work-database.ts';

/** Whose samples are meant, in one version. */
export interface WantedSubject {
  readonly subject: string;
  /** Keys of records that are about them without naming them. */
  readonly keys: readonly string[];
}

/** A condition on rows with the columns of `samples`: that they are the subject's. Makes the table `wanted_keys`. */
export async function isOfSubject(database: WorkDatabase, { subject, keys }: WantedSubject): Promise<string> {
  await database.run('CREATE TABLE wanted_keys (entry VARCHAR)');
  const appender = await database.append('wanted_keys');
  for (const key of keys) {
    appender.appendVarchar(key);
    appender.endRow();
  }
  appender.flushSync();
  appender.closeSync();
  return `(coalesce(subject IN (${spellings(subject).map(literal).join(', ')}), false) OR coalesce(file = ${literal(RECORDS_FILE)} AND entry IN (SELECT entry FROM wanted_keys), false))`;
}

/** A condition: that the row is about somebody who was erased. Makes the table `erased_hashes`. */
export async function isOfErased(database: WorkDatabase, { salt, hashes }: ErasedSubjects): Promise<string> {
  await database.run('CREATE TABLE erased_hashes (hash VARCHAR)');
  const appender = await database.append('erased_hashes');
  for (const hash of hashes) {
    appender.appendVarchar(hash);
    appender.endRow();
  }
  appender.flushSync();
  appender.closeSync();
  return `coalesce(sha256(concat(${literal(salt)}, chr(10), nfc_normalize(subject))) IN (SELECT hash FROM erased_hashes), false)`;
}
