import { createHash } from 'node:crypto';
import type { Batch, BatchOptions, Dataset, ImageDescription } from '../plugin/index.ts';
import type { BlobStore, OpenBlob } from '../store/blob-store.ts';
import { DamagedVersion, VersionReader } from './layout/version-reader.ts';
import { Random } from './random.ts';
import { batchesAhead } from './reading/ahead.ts';
import { splitNames } from './split-words.ts';

/** Pixels of a version up to this size are held in memory: all of MNIST is 54 MB. */
const IN_MEMORY = 256 * 2 ** 20;
/** Batches read ahead where they come from the store, unless they are large. */
const AHEAD = 4;

/** Float32 of value / 255, which is exact at both ends. */
const SCALED = Float32Array.from({ length: 256 }, (_, value) => value / 255);

/** Puts the samples at these positions into `images`, one after another, from 0 to 1. */
type FillImages = (images: Float32Array, positions: Uint32Array) => Promise<void> | void;

/** A batch that shares its memory with nothing, so that it can be handed to another thread. */
export interface OwnBatch extends Batch<'IMAGE'> {
  readonly images: Float32Array<ArrayBuffer>;
  readonly labels: Int32Array<ArrayBuffer>;
}

export interface StoredDataset extends Dataset<'IMAGE'> {
  batches(options: BatchOptions): AsyncIterable<OwnBatch>;
  close(): Promise<void>;
}

interface Opened {
  readonly image: ImageDescription['image'];
  readonly labels: Int32Array;
  readonly orders: Awaited<ReturnType<VersionReader['orders']>>;
  readonly inMemory: boolean;
  readonly fillImages: FillImages;
  readonly recordBytes: number;
}

/**
 * Opens an imported dataset version, to be read in this thread; training uses `openDatasetAhead`.
 *
 * @param prefix  the key that the version was imported to
 * @param description  as the version's row holds it; `DamagedVersion` where the files are of another version
 */
export async function openDataset(store: BlobStore, prefix: string, description: ImageDescription): Promise<StoredDataset> {
  const reader = await VersionReader.open(store, prefix);
  requireSame(reader, description);
  const blob = await reader.openImages();
  try {
    const inMemory = blob.sizeBytes <= IN_MEMORY;
    const fillImages = inMemory ? fromMemory(await load(blob, reader), reader.recordBytes) : fromBlob(blob, reader.recordBytes);
    const opened = { image: description.image, labels: await reader.labels(), orders: await reader.orders(), inMemory, fillImages, recordBytes: reader.recordBytes };
    if (inMemory) await blob.close();
    let closed = false;
    return {
      ...description,
      batches(options) {
        if (closed) throw new Error('The dataset is closed.');
        checkBatchSize(options.size);
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

/** @throws RangeError */
export function checkBatchSize(size: number): void {
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`Samples per batch must be a whole number of at least 1, not ${size}.`);
}

async function* batches(opened: Opened, options: BatchOptions): AsyncGenerator<OwnBatch> {
  const order = epochOrder(opened, options);
  const ahead = opened.inMemory ? 1 : batchesAhead(opened.image, options.size, AHEAD);
  const running: Promise<OwnBatch>[] = [];
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

async function readBatch({ labels, fillImages, recordBytes }: Opened, positions: Uint32Array): Promise<OwnBatch> {
  const images = new Float32Array(positions.length * recordBytes);
  await fillImages(images, positions);
  return { count: positions.length, images, labels: Int32Array.from(positions, (position) => labels[position]!) };
}

async function load(blob: OpenBlob, reader: VersionReader): Promise<Uint8Array> {
  const pixels = new Uint8Array(blob.sizeBytes);
  await blob.readInto(pixels, 0);
  const { name, sha256 } = reader.manifest.files.images;
  if (createHash('sha256').update(pixels).digest('hex') !== sha256) throw new DamagedVersion(`The dataset version's file ${name} was changed since its import. Import it again.`);
  return pixels;
}

function fromMemory(all: Uint8Array, recordBytes: number): FillImages {
  return (images, positions) => {
    for (let index = 0; index < positions.length; index += 1) scale(images, index * recordBytes, all, positions[index]! * recordBytes, recordBytes);
  };
}

function fromBlob(blob: OpenBlob, recordBytes: number): FillImages {
  return async (images, positions) => {
    const pixels = new Uint8Array(images.length);
    await Promise.all(Array.from(positions, (position, index) => blob.readInto(pixels.subarray(index * recordBytes, (index + 1) * recordBytes), position * recordBytes)));
    scale(images, 0, pixels, 0, pixels.length);
  };
}

function scale(target: Float32Array, to: number, pixels: Uint8Array, from: number, count: number): void {
  for (let index = 0; index < count; index += 1) target[to + index] = SCALED[pixels[from + index]!]!;
}

function requireSame({ manifest }: VersionReader, { image, classes, counts }: ImageDescription): void {
  const same =
    manifest.image.height === image.height && manifest.image.width === image.width && manifest.image.channels === image.channels &&
    manifest.classes.length === classes.length && manifest.classes.every((name, index) => name === classes[index]) &&
    splitNames.every((split) => manifest.counts[split] === counts[split]);
  if (!same) throw new DamagedVersion('The files of the dataset version do not fit its description.');
}
