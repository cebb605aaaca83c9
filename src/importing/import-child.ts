/** An importing process: makes and assesses one dataset version, tells its parent what came of it, and ends. */
import process from 'node:process';
import { appendToVersion } from '../data/derive/append.ts';
import { appendFirst } from '../data/derive/append-first.ts';
import { cleanVersion } from '../data/derive/clean.ts';
import { relabelVersion } from '../data/derive/relabel.ts';
import { ImportFault, NoRecordFits } from '../data/import-fault.ts';
import { importFiles } from '../data/import-files.ts';
import { isOfSubject } from '../data/subjects/conditions.ts';
import { eraseSamples } from '../data/subjects/erase-samples.ts';
import { leaveOutErased, type MadeVersion, withoutErasedKey } from '../data/subjects/leave-out-erased.ts';
import { assess } from '../data/quality/assess.ts';
import type { ImportResult } from '../domain/dataset-versions/finish-import.ts';
import { deliverToParent, liveWithParent, sendToParent } from '../processes/parent.ts';
import { isDiskFull } from '../store/disk-full.ts';
import { LocalBlobStore } from '../store/local-blob-store.ts';
import { diskFullMessage, type FromImporter, isToImporter, type VersionTask } from './protocol.ts';

/** Of the whole, the part before the assessment. */
const MAKING_SHARE = 0.6;

const stopping = new AbortController();

async function makeAndAssess(task: VersionTask): Promise<ImportResult> {
  const { storeFolder, target } = task;
  const store = new LocalBlobStore(storeFolder);
  const tell = (message: FromImporter) => sendToParent(message);
  // What a process that was lost left behind.
  for (const key of [target, withoutErasedKey(target)]) await store.remove(key);
  try {
    const before = await make(task, store, (done) => tell({ type: 'progress', status: 'IMPORTING', progress: MAKING_SHARE * done }));
    const { changes, unfit, ...made } = await leaveOutErased(before, { store, target, erased: task.erased, signal: stopping.signal });
    const assessing = (done: number) => tell({ type: 'progress', status: 'ASSESSING', progress: MAKING_SHARE + (1 - MAKING_SHARE) * done });
    assessing(0);
    const { digest, sampleCount, description, splits, classes } = made;
    const quality = await assess({ store, prefix: target, description, leftOut: made, ...task.assessment, onProgress: assessing, signal: stopping.signal });
    return { digest, sampleCount, description, splits, classes, quality, changes, ...(unfit && { unfit }) };
  } catch (error) {
    // One that was stopped leaves its files: by now the folder may be another worker's, which cleared it first.
    if (!stopping.signal.aborted) for (const key of [target, withoutErasedKey(target)]) await store.remove(key);
    throw error;
  }
}

async function make(task: VersionTask, store: LocalBlobStore, onProgress: (done: number) => void): Promise<MadeVersion> {
  const { target } = task;
  const { signal } = stopping;
  if (task.type === 'clean') {
    const { key, description } = task.parent;
    return cleanVersion({ store, parent: key, description, target, onProgress, signal }, task);
  }
  if (task.type === 'erase') {
    const { key, description } = task.parent;
    return eraseSamples({ store, parent: key, description, target, onProgress, signal }, (database) => isOfSubject(database, task.wanted));
  }
  if (task.type === 'relabel') {
    const { key, description } = task.parent;
    return relabelVersion({ store, parent: key, description, target, onProgress, signal }, task.labels);
  }
  if (task.type === 'append') {
    const { kind, parent, records, split } = task;
    if (!parent) return appendFirst({ store, kind, records, split, target, onProgress, signal });
    return appendToVersion({ store, parent: parent.key, description: parent.description, records, split, target, onProgress, signal });
  }
  const { kind, uploads, format, encoding, header, columns, missingValues, continuous, image, split } = task;
  return { ...(await importFiles(kind, { uploads, format, encoding, header, columns, missingValues, continuous, image, split, target, store, signal, onProgress })), changes: null };
}

async function outcome(task: VersionTask): Promise<FromImporter> {
  try {
    return { type: 'imported', ...(await makeAndAssess(task)) };
  } catch (error) {
    if (error instanceof ImportFault) return { type: 'fault', message: error.message, noRecordFits: error instanceof NoRecordFits };
    if (isDiskFull(error) && !stopping.signal.aborted) return { type: 'fault', message: diskFullMessage };
    return { type: 'error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

liveWithParent();
process.on('message', (message) => {
  if (!isToImporter(message)) return;
  if (message.type === 'stop') stopping.abort(new Error('The import was stopped.'));
  else void outcome(message).then(deliverToParent).then(() => process.exit());
});
