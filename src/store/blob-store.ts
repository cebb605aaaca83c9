import type { Readable } from 'node:stream';

/** A stored blob, open for reading at any position. */
export interface OpenBlob {
  readonly sizeBytes: number;
  /** Fills `target` from `position`; rejects where the blob ends before. */
  readInto(target: Uint8Array, position: number): Promise<void>;
  close(): Promise<void>;
}

export interface StoredBlob {
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
}

/**
 * Where files lie. Keys are made by the server (`src/store/keys.ts`), never by clients: segments of letters, digits,
 * `.`, `_` and `-`, joined by `/`. A blob appears whole or not at all, and is durable once `write` resolves.
 */
export interface BlobStore {
  /** Replaces what stands under the key. Memory use does not grow with the size. */
  write(key: string, source: AsyncIterable<Uint8Array> | Uint8Array): Promise<StoredBlob>;
  /** Puts a file of this machine under the key: moved, not copied, from below `localFolder`, where nobody writes it any more. */
  adopt(key: string, path: string): Promise<StoredBlob>;
  /** Rejects with `BlobNotFound`. `end` is inclusive, as in HTTP ranges. */
  read(key: string, range?: { start: number; end: number }): Promise<Readable>;
  readAll(key: string): Promise<Uint8Array>;
  open(key: string): Promise<OpenBlob>;
  /** Undefined where there is none. */
  sizeOf(key: string): Promise<number | undefined>;
  /** Removes the blob of this key and all below it; none is no error. */
  remove(key: string): Promise<void>;
  /** All below `from` takes the place of all below `to`, at once. Where there is nothing below `from`, nothing is done: it was moved before. */
  move(from: string, to: string): Promise<void>;
  /** Bytes that may still be written, less a reserve for others on the same disk. */
  freeBytes(): Promise<number>;
  /** Keys below a prefix. */
  list(prefix: string): Promise<string[]>;
  /** The blob as a file of this machine, for libraries that open files by name. It is not to be changed. */
  localFile(key: string): Promise<string>;
  /** A folder of this machine, made where there is none, for work in progress. It goes with `remove(key)`, of it or of what it lies below. */
  localFolder(key: string): Promise<string>;
}

export class BlobNotFound extends Error {
  constructor(key: string) {
    super(`No blob under ${key}.`);
    this.name = 'BlobNotFound';
  }
}
