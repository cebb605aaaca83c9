/** An exporting process: writes one dataset version as a file, tells its parent what came of it, and ends. */
import process from 'node:process';
import { ExportFault } from '../data/export/export-options.ts';
import { exportVersion } from '../data/export/export-version.ts';
import { DamagedVersion } from '../data/layout/version-reader.ts';
import { deliverToParent, liveWithParent, sendToParent } from '../processes/parent.ts';
import { LocalBlobStore } from '../store/local-blob-store.ts';
import { type ExportTask, type FromExporter, isToExporter } from './protocol.ts';

const stopping = new AbortController();

async function outcome({ storeFolder, ...task }: ExportTask): Promise<FromExporter> {
  const onProgress = (progress: number) => sendToParent({ type: 'progress', progress } satisfies FromExporter);
  try {
    return { type: 'exported', file: await exportVersion({ ...task, store: new LocalBlobStore(storeFolder), onProgress, signal: stopping.signal }) };
  } catch (error) {
    if (error instanceof ExportFault || error instanceof DamagedVersion) return { type: 'fault', message: error.message };
    return { type: 'error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

liveWithParent();
process.on('message', (message) => {
  if (!isToExporter(message)) return;
  if (message.type === 'stop') stopping.abort(new Error('The export was stopped.'));
  else void outcome(message).then(deliverToParent).then(() => process.exit());
});
