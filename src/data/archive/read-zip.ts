import { PassThrough, pipeline, Readable } from 'node:stream';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { fromRandomAccessReaderPromise, getFileNameLowLevel, RandomAccessReader, type Entry, type ZipFile } from 'yauzl';
import { ImportFault } from '../import-fault.ts';
import { limits } from '../limits.ts';
import { shown } from '../shown.ts';
import type { ReadUploadOptions, Upload } from '../upload-bytes.ts';
import type { ArchiveFile } from './archive-file.ts';
import { ArchiveGuard } from './archive-guard.ts';
import { BlobWindow } from './blob-window.ts';

const STORED = 0;
const DEFLATED = 8;
const LOCAL_HEADER = 0x04034b50;
const LOCAL_HEADER_BYTES = 30;
const DIRECTORY_HEADER = 0x02014b50;
const PIECE = 256 * 1024;
const UNIX = 3;
const TYPE_MASK = 0o170000;
const specialTypes: Readonly<Record<number, string>> = { 0o120000: 'a symbolic link', 0o060000: 'a device', 0o020000: 'a device', 0o010000: 'a pipe', 0o140000: 'a socket' };

/** The files of a zip archive (zip64 too), in the order of its directory. */
export async function* zipFiles(upload: Upload, { store, signal, onRead }: ReadUploadOptions): AsyncGenerator<ArchiveFile> {
  const guard = new ArchiveGuard(upload.filename);
  const blob = await store.open(upload.key);
  try {
    const zip = await damagedIsFault(upload, fromRandomAccessReaderPromise(new BlobReader(new BlobWindow(blob)), blob.sizeBytes, { decodeStrings: false, autoClose: false }));
    const data = new BlobWindow(blob);
    const sizes = new SizeGuard(guard, blob.sizeBytes);
    const directory = new BlobWindow(blob);
    for (const entries = zip.eachEntry(); ;) {
      await noticeFurtherEntry(zip, directory);
      const next = await damagedIsFault(upload, entries.next());
      if (next.done === true) return;
      signal.throwIfAborted();
      const entry = next.value;
      const place = guard.count();
      const raw = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
      const path = guard.path(raw);
      refuseSpecial(guard, entry, path);
      if (raw.endsWith('/')) continue;
      guard.once(path);
      onRead?.(sizes.noteStored(entry));
      const own = { guard, entry, path, data, sizes };
      yield { path, place, sizeBytes: entry.uncompressedSize, read: () => readEntry(own), stream: () => streamEntry(own, (range) => store.read(upload.key, range)) };
    }
  } finally {
    await blob.close();
  }
}

/** Writers without zip64 state 65,535 entries, or the rest of a division by 65,536, where there are more: the directory goes on while its headers do. */
async function noticeFurtherEntry(zip: ZipFile, directory: BlobWindow): Promise<void> {
  if (zip.entriesRead < zip.entryCount) return;
  // Its types call this place in the file a boolean.
  const place = Number(zip.readEntryCursor);
  if (place + 4 > directory.sizeBytes) return;
  const signature = new DataView(new ArrayBuffer(4));
  await directory.readInto(new Uint8Array(signature.buffer), place);
  if (signature.getUint32(0, true) === DIRECTORY_HEADER) zip.entryCount += 1;
}

function refuseSpecial(guard: ArchiveGuard, entry: Entry, path: string): void {
  if (entry.isEncrypted()) throw guard.fault(`the entry "${shown(path)}" is encrypted. Send the archive without a password`);
  if (entry.versionMadeBy >>> 8 !== UNIX) return;
  const special = specialTypes[(entry.externalFileAttributes >>> 16) & TYPE_MASK];
  if (special !== undefined) guard.refuse(path, special);
}

/** Zip bombs: entries that share their bytes, or that inflate beyond what images do. */
class SizeGuard {
  readonly #guard: ArchiveGuard;
  readonly #archiveBytes: number;
  #stored = 0;
  #inflated = 0;

  constructor(guard: ArchiveGuard, archiveBytes: number) {
    this.#guard = guard;
    this.#archiveBytes = archiveBytes;
  }

  noteStored(entry: Entry): number {
    this.#stored += entry.compressedSize;
    if (this.#stored > this.#archiveBytes) throw this.#guard.fault('its entries overlap: they claim more bytes than the archive has');
    return this.#stored;
  }

  noteInflated(entry: Entry): void {
    this.#inflated += entry.uncompressedSize;
    if (this.#inflated < limits.inflationRatioFrom) return;
    if (this.#inflated > limits.inflatedBytes || this.#inflated > limits.inflationRatio * this.#archiveBytes) {
      throw this.#guard.fault(`inflates to over ${limits.inflationRatio} times its own size, which no images do`);
    }
  }
}

interface ZipEntry {
  readonly guard: ArchiveGuard;
  readonly entry: Entry;
  readonly path: string;
  readonly data: BlobWindow;
  readonly sizes: SizeGuard;
}

/** Reads whole entries at once: a stream per image costs several times as much. */
async function readEntry({ guard, entry, path, data, sizes }: ZipEntry): Promise<Uint8Array> {
  sizes.noteInflated(entry);
  const stored = new Uint8Array(entry.compressedSize);
  try {
    await data.readInto(stored, await dataStart(entry, data));
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw error;
    throw guard.fault(`the entry "${shown(path)}" is cut off or damaged. Send the whole file`);
  }
  const bytes = inflate(entry, stored, path, guard);
  if (bytes?.byteLength !== entry.uncompressedSize || crc32(bytes) !== entry.crc32) {
    throw damagedEntry(guard, path);
  }
  return bytes;
}

const damagedEntry = (guard: ArchiveGuard, path: string) => guard.fault(`the entry "${shown(path)}" is damaged: its size or checksum is not the one that the archive states. Make the archive anew`);

/** Inflates piece by piece; the size is bounded while it grows, the checksum is known at the end. */
async function* streamEntry({ guard, entry, path, data, sizes }: ZipEntry, open: (range: { start: number; end: number }) => Promise<Readable>): AsyncGenerator<Uint8Array> {
  sizes.noteInflated(entry);
  let bytes = 0;
  let checksum = 0;
  try {
    const start = await dataStart(entry, data);
    const stored = entry.compressedSize === 0 ? Readable.from([]) : await open({ start, end: start + entry.compressedSize - 1 });
    requireMethod(entry, path, guard);
    const inflater = entry.compressionMethod === DEFLATED ? createInflateRaw({ chunkSize: PIECE }) : new PassThrough();
    pipeline(stored, inflater, () => {}); // an error arrives in the loop below
    for await (const chunk of inflater as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (bytes > entry.uncompressedSize) break;
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof ImportFault || (error instanceof Error && 'code' in error && !String(error.code).startsWith('Z_'))) throw error;
    throw damagedEntry(guard, path);
  }
  if (bytes !== entry.uncompressedSize || checksum !== entry.crc32) throw damagedEntry(guard, path);
}

/** Position of an entry's bytes, after its own header, whose name and extra field may have other lengths than in the directory. */
async function dataStart(entry: Entry, data: BlobWindow): Promise<number> {
  const header = new DataView(new ArrayBuffer(LOCAL_HEADER_BYTES));
  await data.readInto(new Uint8Array(header.buffer), entry.relativeOffsetOfLocalHeader);
  if (header.getUint32(0, true) !== LOCAL_HEADER) throw new Error('No local header.');
  return entry.relativeOffsetOfLocalHeader + LOCAL_HEADER_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
}

function inflate(entry: Entry, stored: Uint8Array, path: string, guard: ArchiveGuard): Uint8Array | undefined {
  if (entry.compressionMethod === STORED) return stored;
  requireMethod(entry, path, guard);
  try {
    return inflateRawSync(stored, { maxOutputLength: Math.max(1, entry.uncompressedSize) });
  } catch {
    return undefined;
  }
}

function requireMethod({ compressionMethod }: Entry, path: string, guard: ArchiveGuard): void {
  if (compressionMethod === STORED || compressionMethod === DEFLATED) return;
  throw guard.fault(`the entry "${shown(path)}" is compressed by method ${compressionMethod}; only stored and deflated entries are read`);
}

async function damagedIsFault<T>(upload: Upload, action: Promise<T>): Promise<T> {
  try {
    return await action;
  } catch (error) {
    if (!(error instanceof Error) || 'code' in error) throw error;
    throw new ImportFault(`${shown(upload.filename)}: cut off or damaged zip archive. Send the whole file, or make it anew.`);
  }
}

class BlobReader extends RandomAccessReader {
  readonly #window: BlobWindow;

  constructor(window: BlobWindow) {
    super();
    this.#window = window;
  }

  override read(buffer: Buffer, offset: number, length: number, position: number, callback: (error: Error | null) => void): void {
    this.#window.readInto(buffer.subarray(offset, offset + length), position).then(() => callback(null), callback);
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const bytes = new Uint8Array(end - start);
    return Readable.from((async function* (window: BlobWindow) {
      await window.readInto(bytes, start);
      yield bytes;
    })(this.#window));
  }

  override close(callback: (error: Error | null) => void): void {
    callback(null);
  }
}
