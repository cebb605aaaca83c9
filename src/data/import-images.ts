import type { ImageDescription } from '../plugin/index.ts';
import { importArchives } from './archive/import-archives.ts';
import { finishVersion } from './finish-version.ts';
import { importIdx } from './idx/import-idx.ts';
import { ImportFault } from './import-fault.ts';
import { type ImportedVersion, type ImportOptions, progressOf, requireShares } from './import-options.ts';
import { VersionWriter } from './layout/version-writer.ts';
import { SampleCollector } from './sample-collector.ts';
import { splitNames } from './split-words.ts';

/** Imports files of images as a dataset version. Faults of the files: `ImportFault`; of the signal: its reason. */
export async function importImages(options: ImportOptions): Promise<ImportedVersion & { readonly description: ImageDescription }> {
  const { uploads, store, signal, split } = options;
  requireShares(split);
  const writer = new VersionWriter(store, options.target);
  try {
    const collector = new SampleCollector(writer);
    const source = { uploads, collector, reading: { store, signal }, onRead: await progressOf(options, 0.98) };
    const left = { corrupt: { count: 0, examples: [] }, skippedFiles: 0 };
    const read = options.format === 'IDX' ? { ...left, ...(await importIdx(source)) } : await importArchives(source);
    if (options.format === 'IDX') await writer.finishSamples();
    signal.throwIfAborted();
    const finished = await finishVersion({ collector, groupOf: read.groupOf, image: read.image, split, sources: uploads.map(({ filename }) => filename) });
    options.onProgress(1);
    const splits = splitNames.map((name) => ({ split: name, count: finished.description.counts[name] }));
    return { ...finished, splits, corrupt: read.corrupt, incomplete: { count: 0, example: undefined }, skippedFiles: read.skippedFiles };
  } catch (error) {
    // One that was stopped may have a successor by now, which cleared the folder first and writes there.
    await writer.abandon({ keepFolder: signal.aborted });
    throw isDiskFull(error) ? new ImportFault('The disk of the server is full. Free some space and import again.') : error;
  }
}

const isDiskFull = (error: unknown) => error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
