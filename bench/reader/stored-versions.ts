import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { DatasetDescription } from 'flywheel/plugin';
import { importImages } from '../../src/data/import-images.ts';
import { Random } from '../../src/data/random.ts';
import type { BlobStore } from '../../src/store/blob-store.ts';

export interface StoredVersion {
  readonly prefix: string;
  readonly description: DatasetDescription;
}

const MNIST = ['train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz', 't10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz'];

/** MNIST from its four files, as the platform imports it. */
export async function importMnist(store: BlobStore, folder: string): Promise<StoredVersion> {
  for (const name of MNIST) await store.write(`uploads/${name}`, createReadStream(join(folder, name)));
  return importUploads(store, 'dataset-versions/mnist', MNIST);
}

export interface NoiseShape {
  readonly count: number;
  readonly height: number;
  readonly width: number;
}

/** Gray images of noise, all different, without labels. */
export async function importNoise(store: BlobStore, shape: NoiseShape): Promise<StoredVersion> {
  const name = `noise-${shape.height}-${shape.width}`;
  await store.write(`uploads/${name}`, noiseFile(shape));
  return importUploads(store, `dataset-versions/${name}`, [name]);
}

/** As an IDX file: its header tells unsigned bytes in three dimensions. */
async function* noiseFile({ count, height, width }: NoiseShape): AsyncGenerator<Uint8Array> {
  const header = Buffer.alloc(16);
  [0x803, count, height, width].forEach((value, index) => header.writeUInt32BE(value, index * 4));
  yield header;
  const random = new Random('reader bench');
  const pixels = Buffer.alloc(height * width);
  for (let image = 0; image < count; image += 1) {
    for (let place = 0; place + 4 <= pixels.length; place += 4) pixels.writeUInt32LE(random.uint32(), place);
    yield Uint8Array.from(pixels);
  }
}

async function importUploads(store: BlobStore, prefix: string, names: readonly string[]): Promise<StoredVersion> {
  const uploads = names.map((name) => ({ filename: name, key: `uploads/${name}` }));
  const { description } = await importImages({
    uploads, store,
    format: 'IDX',
    split: { validation: 0.1, test: 0.1, seed: 0 },
    target: prefix,
    onProgress: () => {},
    signal: new AbortController().signal,
  });
  return { prefix, description };
}
