import type { MessagePort } from 'node:worker_threads';
import type { Batch } from '../../plugin/index.ts';
import type { FromLoop } from './messages.ts';
import { tellError } from './told-error.ts';

/** Sends batches until they end, their loop closes its port, or one fails; `ahead` more than were taken at most. */
export async function sendBatches(port: MessagePort, batches: AsyncIterable<Batch>, ahead: number): Promise<void> {
  let room = ahead;
  let closed = false;
  let look = () => {};
  port.on('message', (taken: number) => {
    room += taken;
    look();
  });
  port.on('close', () => {
    closed = true;
    look();
  });
  const send = (message: FromLoop, transfer: readonly ArrayBuffer[] = []) => port.postMessage(message, transfer);
  try {
    for await (const batch of batches) {
      send({ type: 'batch', batch }, buffersOf(batch));
      room -= 1;
      while (room === 0 && !closed) await new Promise<void>((resolve) => (look = resolve));
      if (closed) return;
    }
    send({ type: 'end' });
  } catch (error) {
    send({ type: 'failed', error: tellError(error) });
  }
}

/** Its memory is handed over; texts are copied. */
function buffersOf(batch: Batch): ArrayBuffer[] {
  return Object.values(batch).flatMap((part: unknown) => (ArrayBuffer.isView(part) && part.buffer instanceof ArrayBuffer ? [part.buffer] : []));
}
