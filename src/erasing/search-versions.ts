import type { FoundSamples } from '../data/subjects/find-samples.ts';
import type { SearchedVersion } from '../domain/privacy/claim-erasure.ts';
import { runInChild } from '../processes/run-in-child.ts';
import { datasetVersionKey } from '../store/keys.ts';
import type { ErasingDeps } from './deps.ts';
import { type FromSearcher, isFromSearcher, type SearchTask } from './protocol.ts';

export interface Search {
  readonly subject: string;
  readonly versions: readonly SearchedVersion[];
  /** Key below which the process works. */
  readonly folder: string;
  /** Whether the samples are written, too: below `folder`, as `<version>.jsonl`. */
  readonly writes: boolean;
  onFound?(done: number): void;
}

/** Looks for a person's samples in a process of its own, and tells the versions that have any. */
export async function searchVersions({ storeFolder, environment, logger }: ErasingDeps, { subject, versions, folder, writes, onFound }: Search, signal: AbortSignal): Promise<(FoundSamples & { readonly id: string; readonly datasetId: string })[]> {
  if (versions.length === 0) return [];
  const task: SearchTask = {
    type: 'search', storeFolder, work: `${folder}/work`, target: writes ? folder : null,
    versions: versions.map(({ id, description, keys }) => ({ id, key: datasetVersionKey(id), description, subject, keys })),
  };
  const found = new Map<string, FoundSamples>();
  let end: Exclude<FromSearcher, { type: 'found' }> | undefined;
  const how = await runInChild({
    script: new URL('./search-child.ts', import.meta.url), environment, task, signal,
    isMessage: isFromSearcher,
    onStart: (pid) => logger.info({ child: pid, versions: versions.length }, 'searching process started'),
    onMessage(message) {
      if (message.type !== 'found') return void (end = message);
      found.set(message.id, message);
      onFound?.(found.size / versions.length);
    },
  });
  if (end?.type !== 'done') {
    signal.throwIfAborted();
    throw new Error(end ? end.message : `The searching process ended (${how}) before it was done.`);
  }
  return versions.flatMap(({ id, datasetId }) => {
    const one = found.get(id);
    return one && one.samples > 0 ? [{ ...one, id, datasetId }] : [];
  });
}
