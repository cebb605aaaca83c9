import type { DataFormat, SplitShares } from '../domain/dataset-import.ts';
import type { ImageDescription, SplitName } from '../plugin/index.ts';
import type { BlobStore } from '../store/blob-store.ts';
import { importArchives, type CorruptImages } from './archive/import-archives.ts';
import { finishVersion } from './finish-version.ts';
import { importIdx } from './idx/import-idx.ts';
import { ImportFault } from './import-fault.ts';
import { VersionWriter } from './layout/version-writer.ts';
import { SampleCollector } from './sample-collector.ts';
import { splitNames } from './split-words.ts';
import type { Upload } from './upload-bytes.ts';

export interface ImportOptions {
  readonly uploads: readonly Upload[];
  readonly format: DataFormat;
  readonly split: SplitShares;
  /** Key below which the files of the version are written; nothing is left there where the import fails. */
  readonly target: string;
  readonly store: BlobStore;
  /** 0 to 1. */
  onProgress(done: number): void;
  readonly signal: AbortSignal;
}

export interface ImportedVersion {
  /** SHA-256 of the content, hex; see `digest.ts`. */
  readonly digest: string;
  readonly sampleCount: number;
  readonly description: ImageDescription;
  readonly splits: { split: SplitName; count: number }[];
  readonly classes: { label: string; count: number }[];
  /** Images that could not be decoded, and were left out. */
  readonly corrupt: CorruptImages;
  /** Other files in archives, such as README, and were left out. */
  readonly skippedFiles: number;
}

/** Imports files of images as a dataset version. Faults of the files: `ImportFault`; of the signal: its reason. */
export async function importImages(options: ImportOptions): Promise<ImportedVersion> {
  const { uploads, store, signal, split } = options;
  requireShares(split);
  const writer = new VersionWriter(store, options.target);
  try {
    const collector = new SampleCollector(writer);
    const source = { uploads, collector, reading: { store, signal }, onRead: await progressOf(options) };
    const left = { corrupt: { count: 0, examples: [] }, skippedFiles: 0 };
    const read = options.format === 'IDX' ? { ...left, ...(await importIdx(source)) } : await importArchives(source);
    if (options.format === 'IDX') await writer.finishSamples();
    signal.throwIfAborted();
    const finished = await finishVersion({ collector, groupOf: read.groupOf, image: read.image, split, sources: uploads.map(({ filename }) => filename) });
    options.onProgress(1);
    const splits = splitNames.map((name) => ({ split: name, count: finished.description.counts[name] }));
    return { ...finished, splits, corrupt: read.corrupt, skippedFiles: read.skippedFiles };
  } catch (error) {
    // One that was stopped may have a successor by now, which cleared the folder first and writes there.
    await writer.abandon({ keepFolder: signal.aborted });
    throw isDiskFull(error) ? new ImportFault('The disk of the server is full. Free some space and import again.') : error;
  }
}

function requireShares({ validation, test, seed }: SplitShares): void {
  if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
    throw new ImportFault(`The shares of validation (${validation}) and test (${test}) must be 0 or more, and less than 1 together.`);
  }
  if (!Number.isSafeInteger(seed)) throw new ImportFault(`The seed of the split must be a whole number, not ${seed}.`);
}

/** Progress by bytes of all uploads; told when it has grown by a hundredth. */
async function progressOf({ uploads, store, onProgress }: ImportOptions): Promise<(source: number, bytes: number) => void> {
  const sizes = await Promise.all(uploads.map(async ({ key }) => (await store.sizeOf(key)) ?? 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const read = sizes.map(() => 0);
  let told = 0;
  return (source, bytes) => {
    read[source] = bytes;
    // Labels, order and digest come after the last byte.
    const done = 0.98 * Math.min(1, read.reduce((sum, part) => sum + part, 0) / Math.max(1, total));
    if (done < told + 0.01) return;
    told = done;
    onProgress(done);
  };
}

const isDiskFull = (error: unknown) => error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
