import { setTimeout } from 'node:timers/promises';
import { nothingLeft } from '../data/subjects/erase-samples.ts';
import { type ClaimedErasure, versionsToSearch } from '../domain/privacy/claim-erasure.ts';
import { recordRewritten, replaceVersion, stagedKey, versionsToRewrite, type VersionToRewrite } from '../domain/privacy/rewrite-version.ts';
import { importInChild } from '../importing/import-in-child.ts';
import type { EraseTask } from '../importing/protocol.ts';
import { datasetVersionKey } from '../store/keys.ts';
import { LocalBlobStore } from '../store/local-blob-store.ts';
import type { ErasingDeps } from './deps.ts';

/** Between looks whether the versions that are being made of one are finished. */
const LOOK_EVERY_MS = 500;

/** Writes the versions that hold a person's samples anew without them, one after another, each in a process of its own. @param onProgress  0 to 1 */
export async function rewriteVersions(deps: ErasingDeps, claimed: ClaimedErasure, onProgress: (done: number) => Promise<void>, signal: AbortSignal): Promise<void> {
  const files = new LocalBlobStore(deps.storeFolder);
  const versions = await versionsToRewrite(deps.em.fork(), claimed.id);
  if (versions.length === 0) return;
  const keysOf = new Map((await versionsToSearch(deps.em.fork(), claimed)).map(({ id, keys }) => [id, keys]));
  for (const [index, version] of versions.entries()) {
    let isMade = version.isMade || version.trainingSamplesLeft === 0;
    for (let how; how !== 'DONE'; ) {
      if (!isMade) await writeAnew(deps, claimed, version, keysOf.get(version.id) ?? [], signal);
      how = await replaceVersion(deps.em.fork(), claimed.id, version.id, files);
      // It comes again with this delivery: what the version is now is read afresh.
      if (how === 'STALE') return rewriteVersions(deps, claimed, onProgress, signal);
      isMade = true;
      if (how === 'BUSY') await setTimeout(LOOK_EVERY_MS, undefined, { signal });
    }
    await onProgress((index + 1) / versions.length);
  }
}

/** Nothing is made of a version that would have nothing to train on. */
async function writeAnew({ em, storeFolder, environment, logger }: ErasingDeps, { id: erasureId, subject }: ClaimedErasure, { id, digest, description, assessment }: VersionToRewrite, keys: readonly string[], signal: AbortSignal): Promise<void> {
  const { thresholds, before } = assessment;
  const task: EraseTask = {
    type: 'erase', storeFolder, target: stagedKey(erasureId, id),
    parent: { key: datasetVersionKey(id), description },
    wanted: { subject, keys },
    // Whoever else was erased is erased already, or by an erasure of his own.
    erased: { salt: '', hashes: [], keys: [] },
    assessment: { thresholds, before: before && { key: datasetVersionKey(before.id), description: before.description, grown: before.grown } },
  };
  const outcome = await importInChild(task, { environment, logger, onProgress: () => undefined, signal });
  if (outcome.type === 'fault' && outcome.message === nothingLeft) return;
  if (outcome.type === 'fault') throw new Error(`Version ${id} could not be written anew: ${outcome.message}`);
  await recordRewritten(em.fork(), erasureId, id, digest, outcome);
}
