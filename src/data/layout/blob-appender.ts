import type { BlobStore, StoredBlob } from '../../store/blob-store.ts';

const CHUNK = 2 ** 20;

/** Writes a blob by pushing bytes, in chunks of 1 MiB, of which at most two are held. */
export class BlobAppender {
  readonly #stored: Promise<StoredBlob>;
  #chunk = new Uint8Array(CHUNK);
  #filled = 0;
  #abandoned = false;
  #asked = Promise.withResolvers<void>();
  #handed = Promise.withResolvers<Uint8Array | undefined>();

  constructor(store: BlobStore, key: string) {
    this.#stored = store.write(key, this.#chunks());
    this.#stored.catch(() => {}); // told to whoever appends or finishes
  }

  /** Copies the bytes; rejects where the store cannot take them. */
  async append(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.byteLength; ) {
      const part = bytes.subarray(done, done + CHUNK - this.#filled);
      this.#chunk.set(part, this.#filled);
      this.#filled += part.byteLength;
      done += part.byteLength;
      if (this.#filled === CHUNK) await this.#flush();
    }
  }

  async finish(): Promise<StoredBlob> {
    if (this.#filled > 0) await this.#flush();
    await this.#hand(undefined);
    return this.#stored;
  }

  /** Nothing is stored. */
  async abandon(): Promise<void> {
    this.#abandoned = true;
    this.#handed.resolve(undefined);
    await this.#stored.catch(() => {});
  }

  async #flush(): Promise<void> {
    await this.#hand(this.#chunk.subarray(0, this.#filled));
    this.#chunk = new Uint8Array(CHUNK);
    this.#filled = 0;
  }

  async #hand(chunk: Uint8Array | undefined): Promise<void> {
    await Promise.race([this.#asked.promise, this.#stored]);
    this.#asked = Promise.withResolvers();
    this.#handed.resolve(chunk);
  }

  async *#chunks(): AsyncGenerator<Uint8Array> {
    for (;;) {
      this.#handed = Promise.withResolvers();
      this.#asked.resolve();
      const chunk = this.#abandoned ? undefined : await this.#handed.promise;
      if (this.#abandoned) throw new Error('Abandoned.');
      if (chunk === undefined) return;
      yield chunk;
    }
  }
}
