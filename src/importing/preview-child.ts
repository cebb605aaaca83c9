/** A previewing process: looks into the files of an import, tells its parent what it saw, and ends. */
import { rmSync } from 'node:fs';
import process from 'node:process';
import { previewFiles } from '../data/preview/preview-files.ts';
import { deliverToParent, liveWithParent } from '../processes/parent.ts';
import { LocalBlobStore } from '../store/local-blob-store.ts';
import { type FromPreviewer, isPreviewFiles, type PreviewFiles } from './preview-protocol.ts';

const stopping = new AbortController();

async function preview({ storeFolder, folder: key, ...task }: PreviewFiles): Promise<FromPreviewer> {
  const store = new LocalBlobStore(storeFolder);
  const folder = await store.localFolder(key);
  // Its parent takes it away, unless that is gone.
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  try {
    return { type: 'previewed', preview: await previewFiles({ ...task, store, folder, signal: stopping.signal }) };
  } catch (error) {
    return { type: 'error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

liveWithParent();
process.on('message', (message) => {
  if (isPreviewFiles(message)) void preview(message).then(deliverToParent).then(() => process.exit());
});
