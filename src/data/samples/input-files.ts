import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { archiveFiles } from '../archive/archive-files.ts';
import { ByteReader } from '../byte-reader.ts';
import { fileKind } from '../file-kind.ts';
import { ImportFault } from '../import-fault.ts';
import { shown } from '../shown.ts';
import { kindOfUpload, type ReadUploadOptions, type Upload, uploadBytes } from '../upload-bytes.ts';

/** A file of the import: an upload, or one of an archive. */
export interface InputFile {
  readonly name: string;
  /** Inflated; can be asked for again. */
  bytes(): AsyncIterable<Uint8Array>;
  /** What it came in; undefined where that is not known, or nothing. */
  readonly packed?: 'gzip' | 'zip' | 'tar' | undefined;
  /** Where it lies on this machine as it is; undefined where it is packed. */
  readonly path?: string | undefined;
  /** It is the beginning of a file, for a preview. */
  readonly cut?: boolean;
}

/** Which files of an archive are read. */
export interface WantedFiles {
  readonly endings: RegExp;
  /** In words, for messages: `.csv, .txt`. */
  readonly named: string;
}

const TAR_START = 512;
/** Texts about the data, which stand beside it. */
const ABOUT = /^(readme|licen[cs]e|copying|copyright|changelog|changes|notice|citation|authors|about|history|todo)\b/i;
const EXCEL = /(^|\/)xl\/workbook\.(xml|bin)$/;

/**
 * The files in an upload: itself, or, of a zip or tar archive (plain or gzip), those whose names end so. One at a time: use
 * it before the next. A file of an archive waits in the folder meanwhile; of one that is over `most` bytes only its
 * beginning does, and in a tar archive it is the last.
 */
export async function* inputFiles(upload: Upload, wanted: WantedFiles, reading: ReadUploadOptions, folder: string, most = Infinity): AsyncGenerator<InputFile> {
  const packed = await packedIn(upload, reading);
  if (packed !== 'zip' && packed !== 'tar') {
    const path = packed === undefined ? await reading.store.localFile(upload.key) : undefined;
    return yield { name: upload.filename, bytes: () => uploadBytes(upload, reading), packed, path };
  }
  let found = false;
  let excel = false;
  const path = join(folder, 'entry');
  for await (const entry of await archiveFiles(upload, reading)) {
    excel ||= EXCEL.test(entry.path);
    if (!isWanted(entry.path, wanted)) continue;
    found = true;
    await pipeline(entry.sizeBytes > most ? beginning(entry.stream(), most) : entry.stream(), createWriteStream(path));
    yield { name: entry.path, bytes: () => createReadStream(path, { highWaterMark: 256 * 1024 }), packed };
    await rm(path);
    if (entry.sizeBytes > most && packed === 'tar') break;
  }
  if (excel) throw new ImportFault(`${shown(upload.filename)}: an Excel workbook. Save the sheet as CSV UTF-8, and send that.`);
  if (!found) throw new ImportFault(`${shown(upload.filename)}: an archive without a file of this format. Its name would end as ${wanted.named}.`);
}

/** Neither hidden, nor of macOS, nor about the data. */
export function isWanted(path: string, { endings }: Pick<WantedFiles, 'endings'>): boolean {
  const segments = path.split('/');
  const name = segments.at(-1) ?? '';
  return endings.test(name) && !ABOUT.test(name) && !segments.some((segment) => segment.startsWith('.') || segment === '__MACOSX');
}

async function* beginning(bytes: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let read = 0;
  for await (const chunk of bytes) {
    yield chunk;
    read += chunk.byteLength;
    if (read > most) return;
  }
}

/** What an upload is packed in, by its bytes. */
export async function packedIn(upload: Upload, reading: ReadUploadOptions): Promise<InputFile['packed']> {
  const { kind } = await kindOfUpload(reading.store, upload);
  if (kind !== 'gzip') return kind === 'zip' || kind === 'tar' ? kind : undefined;
  const reader = new ByteReader(uploadBytes(upload, { store: reading.store, signal: reading.signal }));
  try {
    const start = new Uint8Array(TAR_START);
    return fileKind(start.subarray(0, await reader.readInto(start))) === 'tar' ? 'tar' : 'gzip';
  } finally {
    await reader.close();
  }
}
