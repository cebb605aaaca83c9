import type { ImageDescription } from '../plugin/index.ts';
import { type ImageShape, shapeOf } from './archive/image-shape.ts';
import { importArchives, type ImportedImages, type SizesDiffer } from './archive/import-archives.ts';
import { finishVersion } from './finish-version.ts';
import { importIdx } from './idx/import-idx.ts';
import { type ImportedVersion, type ImportOptions, progressOf, requireShares } from './import-options.ts';
import { VersionWriter } from './layout/version-writer.ts';
import { importNpz } from './npz/import-npz.ts';
import { SampleCollector } from './sample-collector.ts';
import { splitNames } from './split-words.ts';
import { storeImageSamples } from './version/store-image-samples.ts';

/** Of an import, what comes before the last bytes are written. */
const READING = 0.98;

type ImportedVersionOfImages = ImportedVersion & { readonly description: ImageDescription };

/** Imports files of images as a dataset version. Faults of the files: `ImportFault`; of the signal: its reason. */
export async function importImages(options: ImportOptions): Promise<ImportedVersionOfImages> {
  requireShares(options.split);
  const shape = shapeOf(options.image);
  let done = 0;
  const onProgress = (progress: number) => options.onProgress((done = progress));
  const first = await readOnce({ ...options, onProgress }, shape, 0);
  if (!('common' in first)) return first;
  const second = await readOnce(options, { ...shape, size: first.common }, done);
  if ('common' in second) throw new Error('Images of one size have several.');
  return second;
}

async function readOnce(options: ImportOptions, shape: ImageShape, done: number): Promise<ImportedVersionOfImages | SizesDiffer> {
  const { uploads, store, signal, split } = options;
  const writer = new VersionWriter(store, options.target);
  try {
    const collector = new SampleCollector(writer);
    const source = { uploads, collector, reading: { store, signal }, shape, onRead: await progressOf(options, READING, done) };
    const read = await readFormat(options.format, source);
    if ('common' in read) {
      await writer.abandon({ keepFolder: false });
      return read;
    }
    signal.throwIfAborted();
    const finished = await finishVersion({ collector, groupOf: read.groupOf, image: read.image, split, sources: uploads.map(({ filename }) => filename) });
    await storeImageSamples(store, options.target, signal, read.subjects);
    options.onProgress(1);
    const splits = splitNames.map((name) => ({ split: name, count: finished.description.counts[name] }));
    const { corrupt, converted, skippedFiles } = read;
    return { ...finished, splits, corrupt, converted, incomplete: { count: 0, example: undefined }, skippedFiles };
  } catch (error) {
    // One that was stopped may have a successor by now, which cleared the folder first and writes there.
    await writer.abandon({ keepFolder: signal.aborted });
    throw error;
  }
}

function readFormat(format: ImportOptions['format'], source: Parameters<typeof importArchives>[0]): Promise<ImportedImages | SizesDiffer> {
  if (format === 'IDX') return importIdx(source);
  return format === 'NPZ' ? importNpz(source) : importArchives(source);
}
