import { BlobNotFound, type BlobStore, type OpenBlob } from '../../store/blob-store.ts';
import { splitNames } from '../split-words.ts';
import type { SplitName } from '../../plugin/index.ts';
import { hashBytes, manifestName, manifestSchema, originBytes, parseJson, type FileRole, type Manifest } from './manifest.ts';

const CHUNK = 2 ** 20;

/** The files of a stored dataset version are not what its manifest says. */
export class DamagedVersion extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DamagedVersion';
  }
}

/** Reads the files of a dataset version, as `manifest.ts` lays them out. */
export class VersionReader {
  readonly manifest: Manifest;
  readonly #store: BlobStore;
  readonly #prefix: string;

  private constructor(store: BlobStore, prefix: string, manifest: Manifest) {
    this.#store = store;
    this.#prefix = prefix;
    this.manifest = manifest;
  }

  /** Rejects with `DamagedVersion` where there is no whole version. */
  static async open(store: BlobStore, prefix: string): Promise<VersionReader> {
    const bytes = await store.readAll(`${prefix}/${manifestName}`).catch((error: unknown) => {
      throw error instanceof BlobNotFound ? new DamagedVersion('The dataset version has no manifest: it was not imported to its end, or was removed.') : error;
    });
    const parsed = manifestSchema.safeParse(parseJson(bytes));
    if (!parsed.success) throw new DamagedVersion('The manifest of the dataset version is not of a layout that this release reads.');
    return new VersionReader(store, prefix, parsed.data);
  }

  get recordBytes(): number {
    const { height, width, channels } = this.manifest.image;
    return height * width * channels;
  }

  /** Pixels, to be read by position: sample i begins at i × `recordBytes`. The caller closes it. */
  async openImages(): Promise<OpenBlob> {
    return this.#open('images');
  }

  /** Class index per sample, or -1. */
  async labels(): Promise<Int32Array> {
    return new Int32Array((await this.#whole('labels')).buffer);
  }

  /** Positions of the samples of each split, in the stored order. */
  async orders(): Promise<Record<SplitName, Uint32Array>> {
    const all = new Uint32Array((await this.#whole('order')).buffer);
    const { TRAIN, VALIDATION } = this.manifest.counts;
    return { TRAIN: all.subarray(0, TRAIN), VALIDATION: all.subarray(TRAIN, TRAIN + VALIDATION), TEST: all.subarray(TRAIN + VALIDATION) };
  }

  /** Split of each sample, as an index into `splitNames`. */
  async splits(): Promise<Uint8Array> {
    const splits = new Uint8Array(this.manifest.sampleCount);
    const orders = await this.orders();
    splitNames.forEach((name, index) => orders[name].forEach((position) => (splits[position] = index)));
    return splits;
  }

  /** The first `bytes` bytes of the hash of each sample's pixels. Only those are held in memory. */
  async hashes(bytes: number): Promise<Uint8Array> {
    const { sampleCount } = this.manifest;
    const hashes = new Uint8Array(sampleCount * bytes);
    const blob = await this.#open('hashes');
    try {
      const chunk = new Uint8Array(CHUNK - (CHUNK % hashBytes));
      for (let first = 0; first < sampleCount; first += chunk.byteLength / hashBytes) {
        const count = Math.min(chunk.byteLength / hashBytes, sampleCount - first);
        await blob.readInto(chunk.subarray(0, count * hashBytes), first * hashBytes);
        for (let index = 0; index < count; index += 1) {
          hashes.set(chunk.subarray(index * hashBytes, index * hashBytes + bytes), (first + index) * bytes);
        }
      }
    } finally {
      await blob.close();
    }
    return hashes;
  }

  /** The file that each sample comes from and its place in it, counted from 0; the entry's name for archives. */
  async origins(): Promise<{ of(position: number): { source: string; place: number; name: string | undefined } }> {
    const records = Buffer.from((await this.#whole('origins')).buffer);
    const names = Buffer.from((await this.#whole('names')).buffer);
    return {
      of: (position) => {
        const at = position * originBytes;
        const start = position === 0 ? 0 : Number(records.readBigUInt64LE(at - originBytes + 8));
        const end = Number(records.readBigUInt64LE(at + 8));
        return { source: this.manifest.sources[records.readUInt32LE(at)] ?? '', place: records.readUInt32LE(at + 4), name: end > start ? names.toString('utf8', start, end) : undefined };
      },
    };
  }

  async #open(role: FileRole): Promise<OpenBlob> {
    const file = this.manifest.files[role];
    const blob = await this.#store.open(`${this.#prefix}/${file.name}`);
    if (blob.sizeBytes === file.sizeBytes) return blob;
    await blob.close();
    throw new DamagedVersion(`The dataset version's file ${file.name} has ${blob.sizeBytes} bytes instead of ${file.sizeBytes}.`);
  }

  async #whole(role: FileRole): Promise<Uint8Array<ArrayBuffer>> {
    const blob = await this.#open(role);
    try {
      const bytes = new Uint8Array(blob.sizeBytes);
      await blob.readInto(bytes, 0);
      return bytes;
    } finally {
      await blob.close();
    }
  }
}
