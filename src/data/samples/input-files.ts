import { archiveFiles } from '../archive/archive-files.ts';
import { ImportFault } from '../import-fault.ts';
import { limits } from '../limits.ts';
import { counted, shown } from '../shown.ts';
import { kindOfUpload, type ReadUploadOptions, type Upload, uploadBytes } from '../upload-bytes.ts';

/** A file of the import: an upload, or a table in a zip archive. */
export interface InputFile {
  readonly name: string;
  /** Inflated; can be asked for again. */
  bytes(): AsyncIterable<Uint8Array>;
}

/** The files in an upload: itself, or, of a zip archive, those whose names end so. One at a time: use it before the next. */
export async function* inputFiles(upload: Upload, endings: RegExp, reading: ReadUploadOptions): AsyncGenerator<InputFile> {
  const { kind } = await kindOfUpload(reading.store, upload);
  if (kind !== 'zip') return yield { name: upload.filename, bytes: () => uploadBytes(upload, reading) };
  let found = false;
  for await (const entry of await archiveFiles(upload, reading)) {
    const name = entry.path.split('/').at(-1) ?? '';
    if (!endings.test(name) || entry.path.split('/').some((segment) => segment.startsWith('.') || segment === '__MACOSX')) continue;
    if (entry.sizeBytes > limits.zippedTableBytes) throw new ImportFault(`${shown(upload.filename)}: "${shown(entry.path)}" has ${counted(entry.sizeBytes)} bytes; a table in an archive may have ${counted(limits.zippedTableBytes)}. Send it by itself, plain or gzip.`);
    found = true;
    const whole = await entry.read();
    yield { name: entry.path, bytes: () => pieces(whole) };
  }
  if (!found) throw new ImportFault(`${shown(upload.filename)}: a zip archive without a file of this format.`);
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += 2 ** 20) yield bytes.subarray(start, start + 2 ** 20);
}
