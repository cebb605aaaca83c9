import { rm } from 'node:fs/promises';
import type { ExportedFile, Reimport } from '../../domain/dataset-export.ts';
import type { StoredBlob } from '../../store/blob-store.ts';
import { isDiskFull } from '../../store/disk-full.ts';
import { openVersion } from '../version/open-version.ts';
import { ExportFault, type ExportOptions } from './export-options.ts';
import { writeImageArchive } from './write-image-archive.ts';
import { writeTable } from './write-table.ts';
import { writeTextArchive } from './write-text-archive.ts';

/**
 * Writes a version as one file of the store. The file can be imported again, by `reimport`, to a version of the same digest. Rows are
 * streamed: memory does not grow with them. Faults that the caller can mend: `ExportFault`; of the signal: its reason.
 */
export async function exportVersion(options: ExportOptions): Promise<ExportedFile> {
  const { store, target, version: prefix, description, signal } = options;
  const version = await openVersion({ store, prefix, description, work: `${target}/work`, signal });
  const key = `${target}/${options.fileName}`;
  try {
    const written = await write(options, version, key);
    signal.throwIfAborted();
    options.onProgress(1);
    return { key, ...written };
  } catch (error) {
    await store.remove(key);
    throw !signal.aborted && isDiskFull(error) ? new ExportFault('The disk of the server is full; nothing was kept. Free some space and export again, or export as PARQUET, which is smaller.') : error;
  } finally {
    await version.close();
    await rm(await store.localFolder(`${target}/work`), { recursive: true, force: true });
  }
}

type Written = StoredBlob & { readonly reimport: Reimport };

function write(options: ExportOptions, version: Awaited<ReturnType<typeof openVersion>>, key: string): Promise<Written> {
  switch (options.format) {
    case 'IMAGE_ARCHIVE':
      return writeImageArchive(version, key, options);
    case 'TEXT_FILE':
      return writeTextArchive(version, key, options);
    case 'CSV':
    case 'JSONL':
    case 'PARQUET':
      return writeTable(version, key, { ...options, format: options.format });
  }
}
