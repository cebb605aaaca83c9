import { MessageChannel, Worker } from 'node:worker_threads';
import type { Batch, BatchOptions, Dataset, DatasetDescription, DatasetKind } from '../../plugin/index.ts';
import { batchesAhead, checkBatchSize } from './ahead.ts';
import type { FromThread, ReadingTask, ToThread } from './messages.ts';
import { BatchTaker } from './take-batches.ts';
import { toldError } from './told-error.ts';
import type { TrainingBalance } from './training-split.ts';

/** Batches that wait for one loop, unless they are large. */
const MOST_AHEAD = 8;

export type DatasetAhead<K extends DatasetKind = DatasetKind> = Dataset<K> & AsyncDisposable & {
  /** Ends the thread; loops that are under way are told that the dataset is closed. */
  close(): Promise<void>;
};

/**
 * `openDataset` in a thread of its own, which holds the samples, shuffles, gathers and scales while this thread computes.
 * Batches, their order and the errors are the same.
 *
 * @param folder  of the `LocalBlobStore`
 * @param prefix  the key that the version was imported to
 * @param description  as the version's row holds it; `DamagedVersion` where the files are of another version
 * @param balance  of the classes of the training split, whose count in `counts` is then that of an epoch
 */
export function openDatasetAhead<D extends DatasetDescription>(folder: string, prefix: string, description: D, balance?: TrainingBalance): Promise<DatasetAhead<D['kind']>>;
export async function openDatasetAhead(folder: string, prefix: string, description: DatasetDescription, balance?: TrainingBalance): Promise<DatasetAhead> {
  const task: ReadingTask = { folder, prefix, description, balance };
  const thread = new Worker(new URL('./reader-thread.ts', import.meta.url), { workerData: task, execArgv: [], name: 'dataset' });
  const loops = new Set<BatchTaker>();
  const ended = endOf(thread);
  const counts = await opened(thread, ended);
  thread.unref(); // one that is not closed does not keep the process alive
  let closed: Error | undefined;
  const closeAs = (error: Error) => {
    closed ??= error;
    for (const loop of loops) loop.break(closed);
  };
  void ended.then(closeAs);
  const tell = (message: ToThread, transfer: readonly MessageChannel['port2'][] = []) => thread.postMessage(message, transfer);

  function begin(options: BatchOptions): BatchTaker {
    const { port1, port2 } = new MessageChannel();
    const ahead = batchesAhead(description, options.size, MOST_AHEAD);
    tell({ type: 'read', port: port2, options, ahead }, [port2]);
    const loop = new BatchTaker(port1, ahead);
    loops.add(loop);
    return loop;
  }

  function end(loop: BatchTaker): void {
    loops.delete(loop);
    loop.close();
  }

  /** The next epoch's loop, begun while the last step of this one runs: shuffling takes 1 ms and more. */
  let expected: { readonly key: string; readonly loop: BatchTaker } | undefined;
  function expect(options: BatchOptions): void {
    if (expected) end(expected.loop);
    expected = { key: keyOf(options), loop: begin(options) };
  }
  function beginOrTakeExpected(options: BatchOptions): BatchTaker {
    if (expected?.key !== keyOf(options)) return begin(options);
    const { loop } = expected;
    expected = undefined;
    return loop;
  }

  async function* batches(options: BatchOptions): AsyncGenerator<Batch> {
    if (closed) throw closed;
    const { split, size, shuffle, from = 0 } = options;
    const last = Math.ceil(counts[split] / size) - 1;
    const loop = beginOrTakeExpected(options);
    try {
      for (let number = from; ; number += 1) {
        const batch = await loop.take();
        if (!batch) return;
        if (number === last && shuffle) expect({ split, size, shuffle: { seed: shuffle.seed, epoch: shuffle.epoch + 1 } });
        yield batch;
      }
    } finally {
      end(loop);
    }
  }

  async function close(): Promise<void> {
    if (!closed) {
      closeAs(new Error('The dataset is closed.'));
      tell({ type: 'close' });
      thread.ref();
    }
    await ended;
  }

  return {
    ...description,
    counts,
    close,
    [Symbol.asyncDispose]: close,
    batches(options) {
      if (closed) throw closed;
      checkBatchSize(options.size);
      return batches(options);
    },
  };
}

const keyOf = ({ split, size, shuffle, from = 0 }: BatchOptions) => [split, size, shuffle?.seed, shuffle?.epoch, from].join();

/** Resolves when the thread has ended, with what to tell those who still wait for it. */
function endOf(thread: Worker): Promise<Error> {
  return new Promise((resolve) => {
    let cause = 'without an error';
    thread.once('error', (error: unknown) => (cause = error instanceof Error ? `with ${error.message}` : String(error)));
    thread.once('exit', () => resolve(new Error(`The thread that reads the dataset ended ${cause}.`)));
  });
}

/** The counts of what was opened. */
async function opened(thread: Worker, ended: Promise<Error>): Promise<DatasetDescription['counts']> {
  const told = new Promise<FromThread>((resolve) => thread.once('message', resolve));
  const first = await Promise.race([told, ended]);
  if (first instanceof Error) throw first;
  if (first.type === 'opened') return first.counts;
  await ended;
  throw toldError(first.error);
}
