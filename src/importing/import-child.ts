/** An importing process: reads and assesses one dataset version, tells its parent what came of it, and ends. */
import process from 'node:process';
import { ImportFault } from '../data/import-fault.ts';
import { importFiles } from '../data/import-files.ts';
import { assess } from '../data/quality/assess.ts';
import type { ImportResult } from '../domain/dataset-versions/finish-import.ts';
import { deliverToParent, liveWithParent, sendToParent } from '../processes/parent.ts';
import { LocalBlobStore } from '../store/local-blob-store.ts';
import { type FromImporter, type ImportTask, isToImporter } from './protocol.ts';

/** Reading takes far longer than assessing. */
const IMPORT_SHARE = 0.8;

const stopping = new AbortController();

async function importAndAssess({ storeFolder, target, uploads, kind, format, header, columns, split }: ImportTask): Promise<ImportResult> {
  const store = new LocalBlobStore(storeFolder);
  const tell = (message: FromImporter) => sendToParent(message);
  // What a process that was lost left behind.
  await store.remove(target);
  try {
    const imported = await importFiles(kind, {
      uploads, format, header, columns, split, target, store, signal: stopping.signal,
      onProgress: (done) => tell({ type: 'progress', status: 'IMPORTING', progress: IMPORT_SHARE * done }),
    });
    const assessing = (done: number) => tell({ type: 'progress', status: 'ASSESSING', progress: IMPORT_SHARE + (1 - IMPORT_SHARE) * done });
    assessing(0);
    const quality = await assess(store, target, imported, assessing, stopping.signal);
    const { digest, sampleCount, description, splits, classes } = imported;
    return { digest, sampleCount, description, splits, classes, quality };
  } catch (error) {
    // One that was stopped leaves its files: by now the folder may be another worker's, which cleared it first.
    if (!stopping.signal.aborted) await store.remove(target);
    throw error;
  }
}

async function outcome(task: ImportTask): Promise<FromImporter> {
  try {
    return { type: 'imported', ...(await importAndAssess(task)) };
  } catch (error) {
    if (error instanceof ImportFault) return { type: 'fault', message: error.message };
    return { type: 'error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

liveWithParent();
process.on('message', (message) => {
  if (!isToImporter(message)) return;
  if (message.type === 'stop') stopping.abort(new Error('The import was stopped.'));
  else void outcome(message).then(deliverToParent).then(() => process.exit());
});
