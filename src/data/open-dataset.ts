import { createHash } from 'node:crypto';
import type { Batch, BatchOptions, Dataset, DatasetDescription } from '../plugin/index.ts';
import type { BlobStore, OpenBlob } from '../store/blob-store.ts';
import { DamagedVersion, VersionReader } from './layout/version-reader.ts';
import { Random } from './random.ts';
import { splitNames } from './split-words.ts';

/** Pixels of a version up to this size are held in memory: all of MNIST is 54 MB. */
const IN_MEMORY = 256 * 2 ** 20;
/** Batches read ahead where they come from the store, and bytes of pixels that they may take. */
const AHEAD = 4;
const AHEAD_BYTES = 64 * 2 ** 20;

/** Float32 of value / 255, which is exact at both ends. */
const SCALED = Float32Array.from({ length: 256 }, (_, value) => value / 255);

/** The pixels of the samples at these positions, one after another. */
type ReadPixels = (positions: Uint32Array) => Promise<Uint8Array> | Uint8Array;

interface Opened {
  readonly labels: Int32Array;
  readonly orders: Awaited<ReturnType<VersionReader['orders']>>;
  readonly inMemory: boolean;
  readonly readPixels: ReadPixels;
  readonly recordBytes: number;
}

/**
 * Opens an imported dataset version for training.
 *
 * @param prefix  the key that the version was imported to
 * @param description  as the version's row holds it; `DamagedVersion` where the files are of another version
 */
export async function openDataset(store: BlobStore, prefix: string, description: DatasetDescription): Promise<Dataset & { close(): Promise<void> }> {
  const reader = await VersionReader.open(store, prefix);
  requireSame(reader, description);
  const blob = await reader.openImages();
  try {
    const inMemory = blob.sizeBytes <= IN_MEMORY;
    const readPixels = inMemory ? fromMemory(await load(blob, reader), reader.recordBytes) : fromBlob(blob, reader.recordBytes);
    const opened = { labels: await reader.labels(), orders: await reader.orders(), inMemory, readPixels, recordBytes: reader.recordBytes };
    if (inMemory) await blob.close();
    let closed = false;
    return {
      ...description,
      batches(options) {
        if (closed) throw new Error('The dataset is closed.');
        if (!Number.isInteger(options.size) || options.size < 1) throw new RangeError(`Samples per batch must be a whole number of at least 1, not ${options.size}.`);
        return batches(opened, options);
      },
      async close() {
        if (closed) return;
        closed = true;
        if (!inMemory) await blob.close();
      },
    };
  } catch (error) {
    await blob.close();
    throw error;
  }
}

async function* batches(opened: Opened, options: BatchOptions): AsyncGenerator<Batch> {
  const order = epochOrder(opened, options);
  const ahead = opened.inMemory ? 1 : Math.max(1, Math.min(AHEAD, Math.floor(AHEAD_BYTES / (options.size * opened.recordBytes))));
  const running: Promise<Batch>[] = [];
  let next = (options.from ?? 0) * options.size;
  try {
    for (;;) {
      for (; running.length < ahead && next < order.length; next += options.size) {
        const batch = readBatch(opened, order.subarray(next, next + options.size));
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

function epochOrder({ orders }: Opened, { split, shuffle }: BatchOptions): Uint32Array {
  if (shuffle === undefined) return orders[split];
  const order = orders[split].slice();
  new Random(`shuffle ${shuffle.seed} ${shuffle.epoch}`).shuffle(order);
  return order;
}

async function readBatch({ labels, readPixels }: Opened, positions: Uint32Array): Promise<Batch> {
  const pixels = await readPixels(positions);
  const images = new Float32Array(pixels.byteLength);
  for (let index = 0; index < pixels.byteLength; index += 1) images[index] = SCALED[pixels[index]!]!;
  return { count: positions.length, images, labels: Int32Array.from(positions, (position) => labels[position]!) };
}

async function load(blob: OpenBlob, reader: VersionReader): Promise<Uint8Array> {
  const pixels = new Uint8Array(blob.sizeBytes);
  await blob.readInto(pixels, 0);
  const { name, sha256 } = reader.manifest.files.images;
  if (createHash('sha256').update(pixels).digest('hex') !== sha256) throw new DamagedVersion(`The dataset version's file ${name} was changed since its import. Import it again.`);
  return pixels;
}

function fromMemory(all: Uint8Array, recordBytes: number): ReadPixels {
  return (positions) => {
    const pixels = new Uint8Array(positions.length * recordBytes);
    positions.forEach((position, index) => pixels.set(all.subarray(position * recordBytes, (position + 1) * recordBytes), index * recordBytes));
    return pixels;
  };
}

function fromBlob(blob: OpenBlob, recordBytes: number): ReadPixels {
  return async (positions) => {
    const pixels = new Uint8Array(positions.length * recordBytes);
    await Promise.all(Array.from(positions, (position, index) => blob.readInto(pixels.subarray(index * recordBytes, (index + 1) * recordBytes), position * recordBytes)));
    return pixels;
  };
}

function requireSame({ manifest }: VersionReader, { image, classes, counts }: DatasetDescription): void {
  const same =
    manifest.image.height === image.height && manifest.image.width === image.width && manifest.image.channels === image.channels &&
    manifest.classes.length === classes.length && manifest.classes.every((name, index) => name === classes[index]) &&
    splitNames.every((split) => manifest.counts[split] === counts[split]);
  if (!same) throw new DamagedVersion('The files of the dataset version do not fit its description.');
}
