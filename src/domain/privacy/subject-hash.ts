import { createHash } from 'node:crypto';

/** What a project remembers of people whom it erased: hashes of their subjects, by which they are known again without being named. */
export interface ErasedSubjects {
  /** The project's own, so that hashes tell nothing across projects. */
  readonly salt: string;
  readonly hashes: readonly string[];
}

/** Whose samples a dataset's new versions leave out. */
export interface LeftOutSubjects extends ErasedSubjects {
  /** Of records that were made of what they said of others' generations. Empty once their erasure has come to them. */
  readonly keys: readonly string[];
}

/** SHA-256 (hex) of salt, line feed, subject in UTF-8 and NFC. `src/data/subjects/conditions.ts` computes the same in SQL. */
export function subjectHash(salt: string, subject: string): string {
  return createHash('sha256').update(`${salt}\n${subject.normalize('NFC')}`).digest('hex');
}

/** How a subject may have been stored: imports compose its characters, applications send them as they like. */
export const spellings = (subject: string): string[] => [...new Set([subject, subject.normalize('NFC'), subject.normalize('NFD')])];
