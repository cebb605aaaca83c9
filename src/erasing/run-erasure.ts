import { randomUUID } from 'node:crypto';
import { Erasure } from '../domain/entities/erasure.ts';
import { claimErasure, type ClaimedErasure, versionsToSearch } from '../domain/privacy/claim-erasure.ts';
import { eraseRows, eraseSubjectExports, eraseUploads } from '../domain/privacy/erase-rows.ts';
import { finishErasure, recordErasureProgress } from '../domain/privacy/finish-erasure.ts';
import { FOUND_SHARE, recordFound } from '../domain/privacy/record-found.ts';
import { withJobLock } from '../jobs/job-lock.ts';
import { erasureKey } from '../store/keys.ts';
import { LocalBlobStore } from '../store/local-blob-store.ts';
import type { ErasingDeps } from './deps.ts';
import { nameless } from './nameless.ts';
import { rewriteVersions } from './rewrite-versions.ts';
import { searchVersions } from './search-versions.ts';

/** Beyond so many deliveries of its job an erasure is not tried again. Orderly stops of the worker count, too. */
const MAX_DELIVERIES = 30;

export interface ErasureDelivery {
  readonly erasureId: string;
  /** 1 at first. */
  readonly attempt: number;
  /** Aborted when the erasure is to be left for another worker; then this rejects. */
  readonly signal: AbortSignal;
}

/**
 * Erases a person, and ends the erasure; one that is finished already is left alone. Each step can come again: what an interrupted one did is
 * done, what it did not do is found again. Rejects where the job should come again.
 */
export async function runErasure(deps: ErasingDeps, { erasureId, attempt, signal }: ErasureDelivery): Promise<void> {
  const { project } = await deps.em.fork().findOneOrFail(Erasure, erasureId);
  // One after another in a project: both may write the same versions.
  return withJobLock(deps.databaseUrl, `erasures of ${project.id}`, signal, async (held) => {
    const claimed = await claimErasure(deps.em.fork(), erasureId);
    if (!claimed) return;
    try {
      await erase(deps, claimed, held);
    } catch (failed) {
      const error = nameless(failed, claimed.subject);
      if (held.aborted || attempt < MAX_DELIVERIES) throw error;
      const reference = randomUUID().slice(0, 8);
      deps.logger.error({ err: error, erasureId, attempt, reference }, 'erasure failed');
      await finishErasure(deps.em.fork(), erasureId, `Not all could be erased, by a fault of the server. Ask for the erasure again. Reference ${reference}.`);
    }
  });
}

async function erase(deps: ErasingDeps, claimed: ClaimedErasure, signal: AbortSignal): Promise<void> {
  const { id, dryRun, isFound } = claimed;
  const files = new LocalBlobStore(deps.storeFolder);
  const em = () => deps.em.fork();
  if (!isFound) await find(deps, claimed, signal);
  if (!dryRun) {
    await rewriteVersions(deps, claimed, (done) => recordErasureProgress(em(), id, FOUND_SHARE + (0.9 - FOUND_SHARE) * done), signal);
    signal.throwIfAborted();
    await eraseUploads(em(), id, files);
    await eraseRows(em(), claimed, files);
    await eraseSubjectExports(em(), claimed, files);
  }
  await files.remove(erasureKey(id));
  await finishErasure(em(), id);
}

async function find(deps: ErasingDeps, claimed: ClaimedErasure, signal: AbortSignal): Promise<void> {
  const versions = await versionsToSearch(deps.em.fork(), claimed);
  const found = await searchVersions(deps, { subject: claimed.subject, versions, folder: erasureKey(claimed.id), writes: false }, signal);
  const different = new Set(found.flatMap(({ datasetId, identities }) => identities.map((identity) => `${datasetId} ${identity}`)));
  await recordFound(deps.em.fork(), claimed.id, claimed, { samples: different.size, versions: found });
}
