import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { claimVersion, type ClaimedVersion, type EarlierVersion } from '../domain/dataset-versions/claim-version.ts';
import { failImport } from '../domain/dataset-versions/fail-import.ts';
import { finishImport } from '../domain/dataset-versions/finish-import.ts';
import { type ImportProgress, recordProgress } from '../domain/dataset-versions/record-progress.ts';
import type { Logger } from '../logging.ts';
import { isDiskFull } from '../store/disk-full.ts';
import { datasetVersionKey, uploadKey } from '../store/keys.ts';
import { LocalBlobStore } from '../store/local-blob-store.ts';
import { type ImportOutcome, importInChild } from './import-in-child.ts';
import { withJobLock } from '../jobs/job-lock.ts';
import { ProgressWriter } from '../jobs/progress-writer.ts';
import { diskFullMessage, type StoredVersion, type VersionTask } from './protocol.ts';
import { withRecordsFile } from './records-file.ts';

const PROGRESS_EVERY_MS = 500;
/** Beyond so many deliveries of its job an import is not tried again. Orderly stops of the worker count, too. */
const MAX_DELIVERIES = 20;
/** A fault of our own is tried again up to this delivery. */
const TRIES_AFTER_FAULTS = 3;

export interface RunImportDeps {
  readonly em: EntityManager;
  readonly databaseUrl: string;
  readonly storeFolder: string;
  /** All that the importing process sees of the environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logger: Logger;
}

export interface ImportDelivery {
  readonly datasetVersionId: string;
  /** 1 at first. */
  readonly attempt: number;
  /** Aborted when the import is to be left for another worker; then this rejects. */
  readonly signal: AbortSignal;
}

/**
 * Reads and assesses a dataset version, and ends it READY, REJECTED or FAILED; one that is finished already is left
 * alone. Rejects where the job should come again.
 */
export function runImport(deps: RunImportDeps, delivery: ImportDelivery): Promise<void> {
  return withJobLock(deps.databaseUrl, delivery.datasetVersionId, delivery.signal, (signal, isHeld) => runAlone(deps, { ...delivery, signal }, isHeld));
}

async function runAlone(deps: RunImportDeps, { datasetVersionId, attempt, signal }: ImportDelivery, isHeld: () => Promise<boolean>): Promise<void> {
  const claimed = await claimVersion(deps.em.fork(), datasetVersionId);
  if (!claimed) return;
  const fail = (failure: string, noRecordFits = false) => failImport(deps.em.fork(), datasetVersionId, failure, noRecordFits);
  if (attempt > MAX_DELIVERIES) return fail('The files could not be read: the worker was interrupted each time. Import them again, or fewer at a time.');
  let outcome: ImportOutcome;
  try {
    const make = (records?: string) => importWithProgress(deps, claimed, taskOf(claimed, deps.storeFolder, records), signal);
    outcome = claimed.type === 'append' ? await withRecordsFile(deps.em.fork(), new LocalBlobStore(deps.storeFolder), claimed, isHeld, make) : await make();
  } catch (error) {
    // A process that was stopped leaves its files: only the holder of the lock knows that they are nobody else's by now.
    if (signal.aborted && (await isHeld())) await new LocalBlobStore(deps.storeFolder).remove(datasetVersionKey(datasetVersionId));
    if (signal.aborted) throw error;
    if (isDiskFull(error)) return fail(diskFullMessage);
    const reference = randomUUID().slice(0, 8);
    deps.logger.error({ err: error, datasetVersionId, attempt, reference }, 'import failed');
    if (attempt < TRIES_AFTER_FAULTS) throw error;
    return fail(`The files could not be read, by a fault of the server. Reference ${reference}.`);
  }
  if (!(await isHeld())) throw new Error('The import was given to another worker.');
  if (outcome.type === 'fault') return fail(outcome.message, outcome.noRecordFits);
  await finishImport(deps.em.fork(), datasetVersionId, outcome, claimed.erased, new LocalBlobStore(deps.storeFolder));
}

async function importWithProgress(deps: RunImportDeps, claimed: ClaimedVersion, task: VersionTask, signal: AbortSignal): Promise<ImportOutcome> {
  const { datasetVersionId } = claimed;
  const unwanted = new AbortController();
  const progress = new ProgressWriter<ImportProgress>(PROGRESS_EVERY_MS, async (value) => {
    const wanted = await recordProgress(deps.em.fork(), datasetVersionId, value);
    if (!wanted) unwanted.abort(new Error('The dataset version was finished elsewhere.'));
  });
  try {
    return await importInChild(
      task,
      { environment: deps.environment, logger: deps.logger, onProgress: (value) => progress.report(value), signal: AbortSignal.any([signal, unwanted.signal]) },
    );
  } finally {
    await progress.close();
  }
}

/** @param records  key of the records' file, of `append` */
function taskOf(claimed: ClaimedVersion, storeFolder: string, records = ''): VersionTask {
  const { thresholds, before } = claimed.assessment;
  const task = { storeFolder, erased: claimed.erased, target: datasetVersionKey(claimed.datasetVersionId), assessment: { thresholds, before: before && { ...stored(before), grown: before.grown } } };
  if (claimed.type === 'clean') return { type: 'clean', ...task, parent: stored(claimed.parent), steps: claimed.steps, suggestedOnly: claimed.suggestedOnly === true };
  if (claimed.type === 'relabel') return { type: 'relabel', ...task, parent: stored(claimed.parent), labels: claimed.labels };
  if (claimed.type === 'append') return { type: 'append', ...task, kind: claimed.kind, parent: claimed.parent && stored(claimed.parent), records, split: claimed.split };
  const { datasetVersionId: _id, assessment: _assessment, uploads, ...source } = claimed;
  return { ...source, ...task, uploads: uploads.map(({ id, filename }) => ({ filename, key: uploadKey(id) })) };
}

const stored = ({ id, description }: EarlierVersion): StoredVersion => ({ key: datasetVersionKey(id), description });
