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

/** A file of the import: an upload, or a table in an archive. */
export interface InputFile {
  readonly name: string;
  /** Inflated; can be asked for again. */
  bytes(): AsyncIterable<Uint8Array>;
}

const TAR_START = 512;

/**
 * The files in an upload: itself, or, of a zip or tar archive (plain or gzip), those whose names end so. One at a time: use
 * it before the next. A file of an archive waits in the folder meanwhile.
 */
export async function* inputFiles(upload: Upload, endings: RegExp, reading: ReadUploadOptions, folder: string): AsyncGenerator<InputFile> {
  if (!(await isArchive(upload, reading))) return yield { name: upload.filename, bytes: () => uploadBytes(upload, reading) };
  let found = false;
  const path = join(folder, 'entry');
  for await (const entry of await archiveFiles(upload, reading)) {
    const segments = entry.path.split('/');
    if (!endings.test(segments.at(-1) ?? '') || segments.some((segment) => segment.startsWith('.') || segment === '__MACOSX')) continue;
    found = true;
    await pipeline(entry.stream(), createWriteStream(path));
    yield { name: entry.path, bytes: () => createReadStream(path, { highWaterMark: 256 * 1024 }) };
    await rm(path);
  }
  if (!found) throw new ImportFault(`${shown(upload.filename)}: an archive without a file of this format. Its name would end as ${endings.source.replace(/^\\\.\(|\)\$$/g, '').split('|').map((ending) => `.${ending}`).join(', ')}.`);
}

async function isArchive(upload: Upload, reading: ReadUploadOptions): Promise<boolean> {
  const { kind } = await kindOfUpload(reading.store, upload);
  if (kind !== 'gzip') return kind === 'zip' || kind === 'tar';
  const reader = new ByteReader(uploadBytes(upload, { store: reading.store, signal: reading.signal }));
  try {
    const start = new Uint8Array(TAR_START);
    return fileKind(start.subarray(0, await reader.readInto(start))) === 'tar';
  } finally {
    await reader.close();
  }
}
