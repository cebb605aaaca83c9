import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type ClaimedExport, claimExport } from '../domain/exports/claim-export.ts';
import { finishExport } from '../domain/exports/finish-export.ts';
import { recordExportProgress } from '../domain/exports/record-export-progress.ts';
import type { Logger } from '../logging.ts';
import { ProgressWriter } from '../jobs/progress-writer.ts';
import { runInChild } from '../processes/run-in-child.ts';
import { datasetVersionKey, exportKey } from '../store/keys.ts';
import { LocalBlobStore } from '../store/local-blob-store.ts';
import { type ExportTask, type FromExporter, isFromExporter } from './protocol.ts';

const PROGRESS_EVERY_MS = 500;
/** A fault of our own is tried again up to this delivery; orderly stops of the worker count, too. */
const TRIES = 5;

export interface RunExportDeps {
  readonly em: EntityManager;
  readonly storeFolder: string;
  /** All that the exporting process sees of the environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logger: Logger;
}

export interface ExportDelivery {
  readonly exportId: string;
  /** 1 at first. */
  readonly attempt: number;
  /** Aborted when the export is to be left for another worker; then this rejects. */
  readonly signal: AbortSignal;
}

/** Writes a dataset version as a file in a process of its own, and ends the export SUCCEEDED or FAILED; one that is finished already is left alone. Rejects where the job should come again. */
export async function runExport(deps: RunExportDeps, { exportId, attempt, signal }: ExportDelivery): Promise<void> {
  const claimed = await claimExport(deps.em.fork(), exportId);
  if (!claimed) return;
  const store = new LocalBlobStore(deps.storeFolder);
  // What earlier tries left behind. One that is still at it, though it is believed lost, fails; it could not finish any more.
  await store.remove(exportKey(exportId));
  const end = await exportInChild(deps, claimed, signal);
  if (end?.type === 'exported') {
    // Not ours any more: who has it now has taken away what lies there, or will.
    if (!(await finishExport(deps.em.fork(), claimed, { file: end.file }))) await store.remove(targetOf(claimed));
    return;
  }
  await store.remove(targetOf(claimed));
  if (end?.type === 'fault') return void (await finishExport(deps.em.fork(), claimed, { failure: end.message }));
  signal.throwIfAborted();
  const reference = randomUUID().slice(0, 8);
  deps.logger.error({ exportId, attempt, reference, message: end?.message ?? 'its process was lost' }, 'export failed');
  if (attempt < TRIES) throw new Error('The export failed.');
  await finishExport(deps.em.fork(), claimed, { failure: `The version could not be exported, by a fault of the server. Reference ${reference}.` });
}

const targetOf = ({ id, claim }: ClaimedExport) => `${exportKey(id)}/${claim}`;

async function exportInChild({ em, storeFolder, environment, logger }: RunExportDeps, claimed: ClaimedExport, signal: AbortSignal): Promise<Exclude<FromExporter, { type: 'progress' }> | undefined> {
  const { datasetVersion, format, spreadsheetSafe, fileName } = claimed;
  const task: ExportTask = { type: 'export', storeFolder, version: datasetVersionKey(datasetVersion.id), description: datasetVersion.description, format, spreadsheetSafe, target: targetOf(claimed), fileName };
  const unwanted = new AbortController();
  const progress = new ProgressWriter<number>(PROGRESS_EVERY_MS, async (value) => {
    if (!(await recordExportProgress(em.fork(), claimed, value))) unwanted.abort(new Error('The export is done elsewhere.'));
  });
  let end: Exclude<FromExporter, { type: 'progress' }> | undefined;
  try {
    await runInChild({
      script: new URL('./export-child.ts', import.meta.url), environment, task,
      isMessage: isFromExporter,
      onStart: (pid) => logger.info({ child: pid, exportId: claimed.id }, 'exporting process started'),
      onMessage(message) {
        if (message.type === 'progress') progress.report(message.progress);
        else end = message;
      },
      signal: AbortSignal.any([signal, unwanted.signal]),
    });
  } finally {
    await progress.close();
  }
  if (!end) unwanted.signal.throwIfAborted();
  return end;
}
