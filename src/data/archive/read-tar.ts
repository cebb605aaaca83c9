import { pipeline, Readable } from 'node:stream';
import { extract, type Extract } from 'tar-stream';
import { ByteReader } from '../byte-reader.ts';
import { describeStart, fileKind } from '../file-kind.ts';
import { ImportFault } from '../import-fault.ts';
import { shown } from '../shown.ts';
import { uploadBytes, type ReadUploadOptions, type Upload } from '../upload-bytes.ts';
import type { ArchiveFile } from './archive-file.ts';
import { ArchiveGuard } from './archive-guard.ts';

type Entry = Extract extends AsyncIterable<infer Each> ? Each : never;

const BLOCK = 512;
const CHUNK = 256 * 1024;
const specialTypes: ReadonlyMap<string, string> = new Map([
  ['symlink', 'a symbolic link'], ['link', 'a hard link'], ['character-device', 'a device'], ['block-device', 'a device'], ['fifo', 'a pipe'],
]);

/** The files of a tar archive (ustar, pax or GNU), plain or gzip, in their order. */
export async function* tarFiles(upload: Upload, options: ReadUploadOptions): AsyncGenerator<ArchiveFile> {
  const guard = new ArchiveGuard(upload.filename);
  const archive = extract();
  pipeline(Readable.from(wholeTar(upload, options)), archive, () => {}); // an error arrives in the loop below
  try {
    for await (const entry of archive) {
      const { name, size, type } = entry.header;
      const place = guard.count();
      const path = guard.path(name);
      if (type !== 'file' && type !== 'contiguous-file' && type !== 'directory') guard.refuse(path, specialTypes.get(type ?? '') ?? 'of a kind that is not read');
      if (type !== 'directory') {
        guard.once(path);
        let taken = false;
        const read = () => ((taken = true), readEntry(entry));
        const stream = () => ((taken = true), entry as AsyncIterable<Uint8Array>);
        yield { path, place, sizeBytes: size ?? 0, read, stream };
        if (taken) continue;
      }
      entry.resume();
    }
  } catch (error) {
    throw damaged(error, upload) ?? error;
  } finally {
    archive.destroy();
  }
}

async function readEntry(entry: Entry): Promise<Uint8Array> {
  const bytes = new Uint8Array(entry.header.size ?? 0);
  let filled = 0;
  for await (const chunk of entry as AsyncIterable<Uint8Array>) {
    bytes.set(chunk, filled);
    filled += chunk.byteLength;
  }
  return bytes;
}

/** The bytes of the archive; a fault where they do not begin, or do not end, as a tar archive does. */
async function* wholeTar(upload: Upload, options: ReadUploadOptions): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(uploadBytes(upload, options));
  let last = new Uint8Array(0);
  try {
    for (;;) {
      const chunk = new Uint8Array(CHUNK);
      const bytes = chunk.subarray(0, await reader.readInto(chunk));
      if (last.byteLength === 0 && fileKind(bytes) !== 'tar') {
        throw new ImportFault(`${shown(upload.filename)}: neither a zip nor a tar archive. ${/gz$/i.test(upload.filename) ? 'Inflated, it' : 'It'} begins with ${describeStart(bytes)}.`);
      }
      if (bytes.byteLength === 0) break;
      yield bytes;
      last = bytes;
    }
  } finally {
    await reader.close();
  }
  if (last.byteLength % BLOCK !== 0 || last.subarray(-BLOCK).some((byte) => byte !== 0)) throw cutOff(upload);
}

const cutOff = (upload: Upload) => new ImportFault(`${shown(upload.filename)}: the tar archive is cut off: the empty blocks at its end are missing. Send the whole file.`);

function damaged(error: unknown, upload: Upload): ImportFault | undefined {
  if (!(error instanceof Error) || error instanceof ImportFault) return undefined;
  if (error.message === 'Unexpected end of data') return cutOff(upload);
  if (/^Invalid (tar )?header|^Header exceeds/.test(error.message)) {
    return new ImportFault(`${shown(upload.filename)}: the tar archive is damaged: a header is not valid. Make it anew.`);
  }
  return undefined;
}
