import type { LeftOutSubjects } from '../../domain/privacy/subject-hash.ts';
import type { VersionChange } from '../../domain/version-change.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import type { ImportedVersion } from '../import-options.ts';
import { writeLeftOut } from '../quality/left-out.ts';
import { isOfErased } from './conditions.ts';
import { eraseSamples } from './erase-samples.ts';
import { withSubjects } from './find-samples.ts';

export type MadeVersion = ImportedVersion & { readonly changes: readonly VersionChange[] | null; readonly unfit?: readonly string[] };

export interface LeaveOutOptions {
  readonly store: BlobStore;
  /** Key of the version that was just made. */
  readonly target: string;
  readonly erased: LeftOutSubjects;
  readonly signal: AbortSignal;
}

/** Where a version is written without those who were erased, before it takes the place of what was made. */
export const withoutErasedKey = (target: string) => `${target}-without-erased`;

/**
 * Writes a version that was just made a second time where it holds samples of people who were erased; whatever it was made of. Where
 * nobody was erased from the project this costs nothing, else one pass over the column of subjects.
 */
export async function leaveOutErased(made: MadeVersion, { store, target, erased, signal }: LeaveOutOptions): Promise<MadeVersion> {
  if (erased.hashes.length === 0) return made;
  const { description } = made;
  const holds = await withSubjects({ store, prefix: target, description, work: `${target}/work`, signal }, async ({ database }) => database.has(`SELECT 1 FROM samples WHERE ${await isOfErased(database, erased)}`));
  if (!holds) return made;
  const kept = withoutErasedKey(target);
  await store.remove(kept);
  await writeLeftOut(store, target, made);
  const again = await eraseSamples({ store, parent: target, description, target: kept, onProgress: () => undefined, signal }, (database) => isOfErased(database, erased));
  await store.move(kept, target);
  return { ...made, ...again, changes: [...(made.changes ?? []), ...again.changes] };
}
