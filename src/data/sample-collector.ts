import { hash } from 'node:crypto';
import type { SplitName } from '../plugin/index.ts';
import { GrowingNumbers, GrowingRecords } from './growing.ts';
import { ImportFault } from './import-fault.ts';
import { hashBytes } from './layout/manifest.ts';
import type { SampleOrigin, VersionWriter } from './layout/version-writer.ts';
import { limits } from './limits.ts';
import { counted } from './shown.ts';

/** What the files say of some samples; undefined where they say nothing. */
export interface SampleGroup {
  readonly split: SplitName | undefined;
  readonly label: string | undefined;
}

/** Takes samples one after another: pixels go to the writer, and of each sample only its hash and group stay in memory. */
export class SampleCollector {
  readonly writer: VersionWriter;
  readonly #hashes = new GrowingRecords(hashBytes);
  readonly #groups = new GrowingNumbers();
  #pixelBytes = 0;

  constructor(writer: VersionWriter) {
    this.writer = writer;
  }

  get count(): number {
    return this.#groups.view().length;
  }

  /** SHA-256 of the pixels, 32 bytes per sample. */
  get hashes(): Uint8Array {
    return this.#hashes.view();
  }

  /** The number that `add` was given, per sample. */
  get groups(): Uint32Array {
    return this.#groups.view();
  }

  /**
   * @param pixels  of one sample; already handed to `writer.appendPixels`
   * @param group  any number that the caller can later turn into a `SampleGroup`
   */
  async note(pixels: Uint8Array, group: number, origin: SampleOrigin): Promise<void> {
    if (this.count === limits.samples) throw new ImportFault(`More than ${counted(limits.samples)} images; split them into several datasets.`);
    this.#pixelBytes += pixels.byteLength;
    if (this.#pixelBytes > limits.inflatedBytes) throw new ImportFault(`More than ${counted(limits.inflatedBytes)} bytes of pixels; send smaller images, or fewer.`);
    this.#hashes.push(pixelHash(pixels));
    this.#groups.push(group);
    await this.writer.appendOrigin(origin);
  }

  rehash(position: number, pixels: Uint8Array): void {
    this.#hashes.view().set(pixelHash(pixels), position * hashBytes);
  }
}

const pixelHash = (pixels: Uint8Array) => hash('sha256', pixels, 'buffer');
