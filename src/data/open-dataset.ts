import type { Batch, BatchOptions, Dataset, DatasetDescription, DatasetKind, ImageDescription } from '../plugin/index.ts';
import type { BlobStore } from '../store/blob-store.ts';
import { Random } from './random.ts';
import { batchesAhead, checkBatchSize } from './reading/ahead.ts';
import { openImages } from './reading/open-images.ts';
import type { SampleReader } from './reading/sample-reader.ts';
import { type TrainingBalance, type TrainingSplit, trainingSplit } from './reading/training-split.ts';
import { withSubset } from './reading/training-subset.ts';
import { withGenerated } from './reading/with-generated.ts';

export type StoredDataset<K extends DatasetKind = DatasetKind> = Dataset<K> & { close(): Promise<void> };

/**
 * Opens an imported dataset version, to be read in this thread; training uses `openDatasetAhead`.
 *
 * @param prefix  the key that the version was imported to
 * @param description  as the version's row holds it; `DamagedVersion` where the files are of another version
 * @param balance  of the classes of the training split, whose count in `counts` is then that of an epoch
 */
export function openDataset<D extends DatasetDescription>(store: BlobStore, prefix: string, description: D, balance?: TrainingBalance): Promise<StoredDataset<D['kind']>>;
export async function openDataset(store: BlobStore, prefix: string, description: DatasetDescription, balance: TrainingBalance = { balance: 'NONE', seed: 0 }): Promise<StoredDataset> {
  const reader = description.kind === 'IMAGE' ? await openPictures(store, prefix, description, balance) : await openTable(store, prefix, description, balance);
  const training = trainingSplit(reader, balance);
  return { ...description, counts: { ...description.counts, TRAIN: training.count }, ...readBy(reader, description, training) };
}

async function openPictures(store: BlobStore, prefix: string, description: ImageDescription, { generatedKey, subset }: TrainingBalance): Promise<SampleReader> {
  const reader = await narrowed(await openImages(store, prefix, description), store, prefix, description, subset);
  return generatedKey === undefined ? reader : withGenerated(reader, store, generatedKey, description);
}

/** Loads DuckDB, which images do without. */
async function openTable(store: BlobStore, prefix: string, description: Exclude<DatasetDescription, { kind: 'IMAGE' }>, { subset }: TrainingBalance): Promise<SampleReader> {
  const { openSamples } = await import('./reading/open-samples.ts');
  return narrowed(await openSamples(store, prefix, description), store, prefix, description, subset);
}

async function narrowed<R extends SampleReader>(reader: R, store: BlobStore, prefix: string, { kind }: DatasetDescription, subset: TrainingBalance['subset']): Promise<R> {
  if (!subset) return reader;
  try {
    if (subset.withoutSource === null) return withSubset(reader, subset, () => false);
    const { sourceTest } = await import('./reading/train-sources.ts');
    return withSubset(reader, subset, await sourceTest(store, prefix, kind, subset.withoutSource));
  } catch (error) {
    await reader.close();
    throw error;
  }
}

function readBy<K extends DatasetKind>(reader: SampleReader<K>, description: DatasetDescription, training: TrainingSplit): Pick<StoredDataset<K>, 'batches' | 'close'> {
  let closed = false;
  return {
    batches(options: BatchOptions): AsyncIterable<Batch<K>> {
      if (closed) throw new Error('The dataset is closed.');
      checkBatchSize(options.size);
      return batches(reader, training, options, batchesAhead(description, options.size, reader.atOnce));
    },
    async close() {
      if (closed) return;
      closed = true;
      await reader.close();
    },
  };
}

async function* batches<K extends DatasetKind>(reader: SampleReader<K>, training: TrainingSplit, options: BatchOptions, ahead: number): AsyncGenerator<Batch<K>> {
  const order = epochOrder(reader, training, options);
  const weightsOf = options.split === 'TRAIN' ? training.weightsOf : undefined;
  const running: Promise<Batch<K>>[] = [];
  let next = (options.from ?? 0) * options.size;
  try {
    for (;;) {
      for (; running.length < ahead && next < order.length; next += options.size) {
        const batch = readBatch(reader, order.subarray(next, next + options.size), weightsOf);
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

async function readBatch<K extends DatasetKind>(reader: SampleReader<K>, positions: Uint32Array, weightsOf: TrainingSplit['weightsOf']): Promise<Batch<K>> {
  const batch = await reader.read(positions);
  return weightsOf ? { ...batch, weights: weightsOf(positions) } : batch;
}

/** The stored order is that of epoch 0. */
function epochOrder({ orders }: SampleReader, training: TrainingSplit, { split, shuffle }: BatchOptions): Uint32Array {
  const stored = split === 'TRAIN' ? training.order(shuffle?.epoch ?? 0) : orders[split];
  if (shuffle === undefined) return stored;
  const order = stored.slice();
  new Random(`shuffle ${shuffle.seed} ${shuffle.epoch}`).shuffle(order);
  return order;
}
