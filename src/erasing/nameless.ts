import { spellings } from '../domain/privacy/subject-hash.ts';

/** An error that names the person nowhere, for the log: what the database says of a failed statement holds its values. */
export function nameless(error: unknown, subject: string): Error {
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const plain = spellings(subject).reduce((text, spelling) => text.replaceAll(spelling, '[subject]').replaceAll(JSON.stringify(spelling).slice(1, -1), '[subject]'), told);
  return plain === told && error instanceof Error ? error : new Error(plain);
}
