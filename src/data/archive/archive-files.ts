import { describeStart } from '../file-kind.ts';
import { ImportFault } from '../import-fault.ts';
import { shown } from '../shown.ts';
import { kindOfUpload, type ReadUploadOptions, type Upload } from '../upload-bytes.ts';
import type { ArchiveFile } from './archive-file.ts';
import { tarFiles } from './read-tar.ts';
import { zipFiles } from './read-zip.ts';

/** The files of a zip or tar archive, whichever it is by its first bytes. */
export async function archiveFiles(upload: Upload, reading: ReadUploadOptions): Promise<AsyncIterable<ArchiveFile>> {
  const { kind, start } = await kindOfUpload(reading.store, upload);
  if (kind === 'zip') return zipFiles(upload, reading);
  if (kind === 'tar' || kind === 'gzip') return tarFiles(upload, reading);
  throw new ImportFault(`${shown(upload.filename)}: neither a zip nor a tar archive. It begins with ${describeStart(start)}.`);
}
