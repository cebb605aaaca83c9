import type { MessagePort } from 'node:worker_threads';
import type { Batch, BatchOptions, DatasetDescription } from '../../plugin/index.ts';
import type { ToldError } from './told-error.ts';
import type { TrainingBalance } from './training-split.ts';

/** What the reading thread is started with. */
export interface ReadingTask {
  /** Of the `LocalBlobStore`. */
  readonly folder: string;
  readonly prefix: string;
  readonly description: DatasetDescription;
  readonly balance: TrainingBalance | undefined;
}

export type ToThread =
  /** One loop over batches, on a port of its own. */
  | { readonly type: 'read'; readonly port: MessagePort; readonly options: BatchOptions; readonly ahead: number }
  | { readonly type: 'close' };

export type FromThread = { readonly type: 'opened'; readonly counts: DatasetDescription['counts'] } | { readonly type: 'failed'; readonly error: ToldError };

/** On a loop's port. The other way goes the number of batches that were taken, so that as many more may be made. */
export type FromLoop =
  | { readonly type: 'batch'; readonly batch: Batch }
  | { readonly type: 'end' }
  | { readonly type: 'failed'; readonly error: ToldError };
