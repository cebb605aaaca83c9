import type { Batch, BatchOptions, Dataset, DatasetDescription, DatasetKind } from '../plugin/index.ts';
import type { BlobStore } from '../store/blob-store.ts';
import { Random } from './random.ts';
import { batchesAhead, checkBatchSize } from './reading/ahead.ts';
import { openImages } from './reading/open-images.ts';
import type { SampleReader } from './reading/sample-reader.ts';

export type StoredDataset<K extends DatasetKind = DatasetKind> = Dataset<K> & { close(): Promise<void> };

/**
 * Opens an imported dataset version, to be read in this thread; training uses `openDatasetAhead`.
 *
 * @param prefix  the key that the version was imported to
 * @param description  as the version's row holds it; `DamagedVersion` where the files are of another version
 */
export function openDataset<D extends DatasetDescription>(store: BlobStore, prefix: string, description: D): Promise<StoredDataset<D['kind']>>;
export async function openDataset(store: BlobStore, prefix: string, description: DatasetDescription): Promise<StoredDataset> {
  const reader = description.kind === 'IMAGE' ? await openImages(store, prefix, description) : await openTable(store, prefix, description);
  return { ...description, ...readBy(reader, description) };
}

/** Loads DuckDB, which images do without. */
async function openTable(store: BlobStore, prefix: string, description: Exclude<DatasetDescription, { kind: 'IMAGE' }>): Promise<SampleReader> {
  const { openSamples } = await import('./reading/open-samples.ts');
  return openSamples(store, prefix, description);
}

function readBy<K extends DatasetKind>(reader: SampleReader<K>, description: DatasetDescription): Pick<StoredDataset<K>, 'batches' | 'close'> {
  let closed = false;
  return {
    batches(options: BatchOptions): AsyncIterable<Batch<K>> {
      if (closed) throw new Error('The dataset is closed.');
      checkBatchSize(options.size);
      return batches(reader, options, batchesAhead(description, options.size, reader.atOnce));
    },
    async close() {
      if (closed) return;
      closed = true;
      await reader.close();
    },
  };
}

async function* batches<K extends DatasetKind>(reader: SampleReader<K>, options: BatchOptions, ahead: number): AsyncGenerator<Batch<K>> {
  const order = epochOrder(reader, options);
  const running: Promise<Batch<K>>[] = [];
  let next = (options.from ?? 0) * options.size;
  try {
    for (;;) {
      for (; running.length < ahead && next < order.length; next += options.size) {
        const batch = readBatch(reader, order.subarray(next, next + options.size));
        batch.catch(() => {}); // told when its turn comes
        running.push(batch);
      }
      const batch = running.shift();
      if (batch === undefined) return;
      yield await batch;
    }
  } finally {
    await Promise.allSettled(running);
  }
}

const readBatch = async <K extends DatasetKind>(reader: SampleReader<K>, positions: Uint32Array): Promise<Batch<K>> => reader.read(positions);

function epochOrder({ orders }: SampleReader, { split, shuffle }: BatchOptions): Uint32Array {
  if (shuffle === undefined) return orders[split];
  const order = orders[split].slice();
  new Random(`shuffle ${shuffle.seed} ${shuffle.epoch}`).shuffle(order);
  return order;
}
