import { createHash } from 'node:crypto';
import type { ImageDescription } from '../../plugin/index.ts';
import type { BlobStore, OpenBlob } from '../../store/blob-store.ts';
import { DamagedVersion, VersionReader } from '../layout/version-reader.ts';
import { splitNames } from '../split-words.ts';
import type { SampleReader } from './sample-reader.ts';

/** Pixels of a version up to this size are held in memory: all of MNIST is 54 MB. */
const IN_MEMORY = 256 * 2 ** 20;
/** Batches read at once where they come from the store. */
const AT_ONCE = 4;

/** Float32 of value / 255, which is exact at both ends. */
export const SCALED = Float32Array.from({ length: 256 }, (_, value) => value / 255);

/** Puts the samples at these positions into `images`, one after another, from 0 to 1. */
type FillImages = (images: Float32Array, positions: Uint32Array) => Promise<void> | void;

/** Opens a version of layout 1. */
export async function openImages(store: BlobStore, prefix: string, description: ImageDescription): Promise<SampleReader<'IMAGE'>> {
  const reader = await VersionReader.open(store, prefix);
  requireSame(reader, description);
  const { recordBytes } = reader;
  const blob = await reader.openImages();
  try {
    const inMemory = blob.sizeBytes <= IN_MEMORY;
    const fillImages = inMemory ? fromMemory(await load(blob, reader), recordBytes) : fromBlob(blob, recordBytes);
    const [labels, orders] = [await reader.labels(), await reader.orders()];
    if (inMemory) await blob.close();
    const labelsOf = (positions: Uint32Array) => Int32Array.from(positions, (position) => labels[position]!);
    return {
      orders, labelsOf,
      atOnce: inMemory ? 1 : AT_ONCE,
      async read(positions) {
        const images = new Float32Array(positions.length * recordBytes);
        await fillImages(images, positions);
        return { count: positions.length, images, labels: labelsOf(positions) };
      },
      close: async () => (inMemory ? undefined : blob.close()),
    };
  } catch (error) {
    await blob.close();
    throw error;
  }
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
