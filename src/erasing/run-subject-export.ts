import { randomUUID } from 'node:crypto';
import { versionsToSearch } from '../domain/privacy/claim-erasure.ts';
import { claimSubjectExport, type ClaimedSubjectExport, finishSubjectExport } from '../domain/privacy/claim-subject-export.ts';
import { subjectExportKey } from '../store/keys.ts';
import { LocalBlobStore } from '../store/local-blob-store.ts';
import type { ErasingDeps } from './deps.ts';
import { nameless } from './nameless.ts';
import { searchVersions } from './search-versions.ts';
import { writeSubjectArchive } from './subject-archive.ts';

/** A fault of our own is tried again up to this delivery; orderly stops of the worker count, too. */
const TRIES = 5;

export interface SubjectExportDelivery {
  readonly subjectExportId: string;
  /** 1 at first. */
  readonly attempt: number;
  /** Aborted when the export is to be left for another worker; then this rejects. */
  readonly signal: AbortSignal;
}

/** Writes all that is held on a person as a file, and ends the export; one that is finished already is left alone. Rejects where the job should come again. */
export async function runSubjectExport(deps: ErasingDeps, { subjectExportId, attempt, signal }: SubjectExportDelivery): Promise<void> {
  const claimed = await claimSubjectExport(deps.em.fork(), subjectExportId);
  if (!claimed) return;
  const store = new LocalBlobStore(deps.storeFolder);
  // What earlier tries left behind.
  await store.remove(subjectExportKey(subjectExportId));
  try {
    const file = await collect(deps, store, claimed, signal);
    // Who was erased meanwhile has no file.
    if (!(await finishSubjectExport(deps.em.fork(), subjectExportId, file))) await store.remove(claimed.folder);
  } catch (failed) {
    const error = nameless(failed, claimed.subject);
    await store.remove(claimed.folder);
    if (signal.aborted || attempt < TRIES) throw error;
    const reference = randomUUID().slice(0, 8);
    deps.logger.error({ err: error, subjectExportId, attempt, reference }, 'export of a subject failed');
    await finishSubjectExport(deps.em.fork(), subjectExportId, { failure: `The file could not be written, by a fault of the server. Reference ${reference}.` });
  }
}

async function collect(deps: ErasingDeps, store: LocalBlobStore, claimed: ClaimedSubjectExport, signal: AbortSignal): Promise<{ key: string; sizeBytes: number }> {
  const folder = `${claimed.folder}/samples`;
  const versions = await versionsToSearch(deps.em.fork(), claimed);
  const found = await searchVersions(deps, { subject: claimed.subject, versions, folder, writes: true }, signal);
  const file = await writeSubjectArchive(deps.em.fork(), store, claimed, new Map(found.map(({ id }) => [id, `${folder}/${id}.jsonl`])));
  await store.remove(folder);
  return file;
}
