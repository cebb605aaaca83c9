import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { LocalBlobStore } from '../../store/local-blob-store.ts';
import { openDataset } from '../open-dataset.ts';
import type { FromThread, ReadingTask, ToThread } from './messages.ts';
import { sendBatches } from './send-batches.ts';
import { tellError } from './told-error.ts';

// Runs without tsx, on Node's own type stripping: it and all that it imports use erasable syntax alone.
const { folder, prefix, description, balance } = workerData as ReadingTask;
const tell = (message: FromThread) => parentPort?.postMessage(message);

/** Ports and ends of the loops that are under way. */
const loops = new Map<MessagePort, Promise<void>>();

try {
  const dataset = await openDataset(new LocalBlobStore(folder), prefix, description, balance);
  parentPort?.on('message', (message: ToThread) => {
    if (message.type === 'close') return void close(dataset);
    const { port, options, ahead } = message;
    loops.set(port, sendBatches(port, dataset.batches(options), ahead).finally(() => loops.delete(port)));
  });
  tell({ type: 'opened', counts: dataset.counts });
} catch (error) {
  tell({ type: 'failed', error: tellError(error) });
}

/** With its last port closed the thread has nothing to wait for, and ends. */
async function close(dataset: { close(): Promise<void> }): Promise<void> {
  parentPort?.close();
  for (const port of loops.keys()) port.close();
  await Promise.all(loops.values());
  await dataset.close();
}
