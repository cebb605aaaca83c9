import type { BlobStore, StoredBlob } from '../../store/blob-store.ts';
import { BlobAppender } from './blob-appender.ts';
import { manifestName, originBytes, type FileRole, type Manifest } from './manifest.ts';

/** Where a sample comes from. */
export interface SampleOrigin {
  /** Index into `sources`. */
  readonly source: number;
  /** Image of an IDX file, or entry of an archive, counted from 0. */
  readonly place: number;
  /** Name of the entry. */
  readonly name?: string;
}

/** Writes the files of a dataset version, as `manifest.ts` lays them out. Memory use does not grow with the samples. */
export class VersionWriter {
  readonly #store: BlobStore;
  readonly #prefix: string;
  readonly #files: Partial<Record<FileRole, { name: string; sizeBytes: number; sha256: string }>> = {};
  readonly #images: BlobAppender;
  readonly #origins: BlobAppender;
  readonly #names: BlobAppender;
  readonly #record = Buffer.alloc(originBytes);
  #namesEnd = 0;

  constructor(store: BlobStore, prefix: string) {
    this.#store = store;
    this.#prefix = prefix;
    this.#images = new BlobAppender(store, `${prefix}/images.bin`);
    this.#origins = new BlobAppender(store, `${prefix}/origins.bin`);
    this.#names = new BlobAppender(store, `${prefix}/names.bin`);
  }

  /** Pixels of one or more samples; as many origins must follow, in the same order. */
  appendPixels(pixels: Uint8Array): Promise<void> {
    return this.#images.append(pixels);
  }

  async appendOrigin(origin: SampleOrigin): Promise<void> {
    if (origin.name !== undefined) {
      const name = Buffer.from(origin.name);
      this.#namesEnd += name.byteLength;
      await this.#names.append(name);
    }
    this.#record.writeUInt32LE(origin.source, 0);
    this.#record.writeUInt32LE(origin.place, 4);
    this.#record.writeBigUInt64LE(BigInt(this.#namesEnd), 8);
    await this.#origins.append(this.#record);
  }

  /** Call once, after the last sample. */
  async finishSamples(): Promise<void> {
    this.#note('images', 'images.bin', await this.#images.finish());
    this.#note('origins', 'origins.bin', await this.#origins.finish());
    this.#note('names', 'names.bin', await this.#names.finish());
  }

  /** Puts other pixels in the place of the ones appended: `convert` reads those and appends the new ones. */
  async replacePixels(convert: (images: AsyncIterable<Uint8Array>, append: (pixels: Uint8Array) => Promise<void>) => Promise<void>): Promise<void> {
    const old = await this.#store.read(`${this.#prefix}/images.bin`);
    const replaced = new BlobAppender(this.#store, `${this.#prefix}/images-rgb.bin`);
    try {
      await convert(old, (pixels) => replaced.append(pixels));
      this.#note('images', 'images-rgb.bin', await replaced.finish());
    } catch (error) {
      await replaced.abandon();
      throw error;
    }
    await this.#store.remove(`${this.#prefix}/images.bin`);
  }

  /** The manifest is written last: a version without one is not whole. */
  async finish(manifest: Omit<Manifest, 'layout' | 'files'>, samples: { labels: Int32Array; hashes: Uint8Array; order: Uint32Array }): Promise<void> {
    await this.#write('labels', bytesOf(samples.labels));
    await this.#write('hashes', samples.hashes);
    await this.#write('order', bytesOf(samples.order));
    const { images, labels, hashes, order, origins, names } = this.#files;
    if (!images || !labels || !hashes || !order || !origins || !names) throw new Error('finishSamples was not called.');
    const whole: Manifest = { layout: 1, ...manifest, files: { images, labels, hashes, order, origins, names } };
    await this.#store.write(`${this.#prefix}/${manifestName}`, Buffer.from(JSON.stringify(whole)));
  }

  /** Ends what is being written; and removes what was, unless the folder may be another's. */
  async abandon({ keepFolder }: { keepFolder: boolean }): Promise<void> {
    await Promise.all([this.#images.abandon(), this.#origins.abandon(), this.#names.abandon()]);
    if (!keepFolder) await this.#store.remove(this.#prefix);
  }

  async #write(role: FileRole, bytes: Uint8Array): Promise<void> {
    this.#note(role, `${role}.bin`, await this.#store.write(`${this.#prefix}/${role}.bin`, bytes));
  }

  #note(role: FileRole, name: string, stored: StoredBlob): void {
    this.#files[role] = { name, sizeBytes: stored.sizeBytes, sha256: stored.sha256 };
  }
}

const bytesOf = (array: Int32Array | Uint32Array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
