import { pipeline } from 'node:stream';
import { createGunzip, type Gunzip } from 'node:zlib';
import type { BlobStore } from '../store/blob-store.ts';
import { describeStart, fileKind, type FileKind } from './file-kind.ts';
import { ImportFault } from './import-fault.ts';
import { limits } from './limits.ts';
import { counted, shown } from './shown.ts';

/** A file as the client sent it. The name is only read and shown; it never becomes a key or a path. */
export interface Upload {
  readonly filename: string;
  readonly key: string;
}

export interface ReadUploadOptions {
  readonly store: BlobStore;
  readonly signal: AbortSignal;
  /** Bytes of the upload (as stored, before inflation) read so far. */
  onRead?(bytes: number): void;
}

/** What the upload is by its first bytes; a fault where its name ends in .gz and it is not gzip. */
export async function kindOfUpload(store: BlobStore, upload: Upload): Promise<{ kind: FileKind | undefined; start: Uint8Array }> {
  const sizeBytes = (await store.sizeOf(upload.key)) ?? 0;
  const start = new Uint8Array(Math.min(512, sizeBytes));
  if (start.byteLength > 0) {
    const blob = await store.open(upload.key);
    try {
      await blob.readInto(start, 0);
    } finally {
      await blob.close();
    }
  }
  const kind = fileKind(start);
  if (/\.t?gz$/i.test(upload.filename) && kind !== 'gzip') {
    throw new ImportFault(`${shown(upload.filename)}: its name says gzip, but it begins with ${describeStart(start)}. Compress it with gzip, or name it for what it is.`);
  }
  return { kind, start };
}

/** The bytes of an upload, inflated where they are gzip. */
export async function* uploadBytes(upload: Upload, options: ReadUploadOptions): AsyncGenerator<Uint8Array> {
  const { kind } = await kindOfUpload(options.store, upload);
  yield* kind === 'gzip' ? inflated(upload, options) : plain(upload, options);
}

async function* plain(upload: Upload, options: ReadUploadOptions): AsyncGenerator<Uint8Array> {
  const file = await options.store.read(upload.key);
  let read = 0;
  for await (const chunk of file as AsyncIterable<Uint8Array>) {
    options.signal.throwIfAborted();
    read += chunk.byteLength;
    if (read > limits.inflatedBytes) throw new ImportFault(`${shown(upload.filename)}: more than ${counted(limits.inflatedBytes)} bytes; split it into smaller sets.`);
    yield chunk;
    options.onRead?.(read);
  }
}

async function* inflated(upload: Upload, options: ReadUploadOptions): AsyncGenerator<Uint8Array> {
  const file = await options.store.read(upload.key);
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  pipeline(file, gunzip, () => {}); // an error of either arrives in the loop below
  let bytes = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
      options.signal.throwIfAborted();
      if (bytes === 0 && fileKind(chunk) === 'gzip') throw new ImportFault(`${shown(upload.filename)}: gzip inside gzip. Compress it once only.`);
      bytes += chunk.byteLength;
      refuseBomb(upload, bytes, gunzip);
      yield chunk;
      options.onRead?.(gunzip.bytesWritten);
    }
  } catch (error) {
    throw gzipFault(error, upload, bytes) ?? error;
  } finally {
    file.destroy();
    gunzip.destroy();
  }
}

function refuseBomb(upload: Upload, inflatedBytes: number, gunzip: Gunzip): void {
  if (inflatedBytes < limits.inflationRatioFrom) return;
  // bytesWritten also counts input that still waits, so the ratio is never overstated.
  if (inflatedBytes > limits.inflatedBytes || inflatedBytes > limits.inflationRatio * gunzip.bytesWritten) {
    throw new ImportFault(`${shown(upload.filename)}: inflates to more than ${counted(inflatedBytes)} bytes, over ${limits.inflationRatio} times its own size. No image file does that; send the data less compressed.`);
  }
}

function gzipFault(error: unknown, upload: Upload, bytes: number): ImportFault | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'Z_BUF_ERROR') {
    return new ImportFault(`${shown(upload.filename)}: the gzip data is cut off after ${counted(bytes)} inflated bytes. Send the whole file.`);
  }
  if (typeof code === 'string' && /^Z_\w+_ERROR$/.test(code)) {
    return new ImportFault(`${shown(upload.filename)}: the gzip data is damaged after ${counted(bytes)} inflated bytes (${code === 'Z_DATA_ERROR' ? 'a checksum or code is wrong' : 'it cannot be inflated'}). Compress it again and send it anew.`);
  }
  return undefined;
}
