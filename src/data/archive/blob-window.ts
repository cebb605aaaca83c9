import type { OpenBlob } from '../../store/blob-store.ts';

const WINDOW = 64 * 1024;

/** Small reads that follow one another, out of one larger read. One reader at a time. */
export class BlobWindow {
  readonly #blob: OpenBlob;
  readonly #buffer = new Uint8Array(WINDOW);
  #start = 0;
  #bytes = new Uint8Array(0);

  constructor(blob: OpenBlob) {
    this.#blob = blob;
  }

  get sizeBytes(): number {
    return this.#blob.sizeBytes;
  }

  /** Fills the target; rejects where the blob ends before. */
  async readInto(target: Uint8Array, position: number): Promise<void> {
    const inside = position >= this.#start && position + target.byteLength <= this.#start + this.#bytes.byteLength;
    if (!inside) {
      if (target.byteLength > WINDOW || position + target.byteLength > this.#blob.sizeBytes) return this.#blob.readInto(target, position);
      const bytes = this.#buffer.subarray(0, Math.min(WINDOW, this.#blob.sizeBytes - position));
      this.#bytes = bytes.subarray(0, 0);
      await this.#blob.readInto(bytes, position);
      this.#bytes = bytes;
      this.#start = position;
    }
    target.set(this.#bytes.subarray(position - this.#start, position - this.#start + target.byteLength));
  }
}
