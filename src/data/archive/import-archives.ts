import { ImportFault } from '../import-fault.ts';
import type { ConvertedImages, CorruptSamples } from '../import-options.ts';
import type { Manifest } from '../layout/manifest.ts';
import { limits } from '../limits.ts';
import type { SampleCollector, SampleGroup } from '../sample-collector.ts';
import { counted, plural, shown } from '../shown.ts';
import type { ReadUploadOptions, Upload } from '../upload-bytes.ts';
import type { ArchiveFile } from './archive-file.ts';
import { archiveFiles } from './archive-files.ts';
import { Conversions } from './conversions.ts';
import { decodeImage, measureImage, type Undecodable } from './decode-image.ts';
import { entryUse } from './entry-use.ts';
import { ArchiveNotes } from './export-notes.ts';
import type { DecodedImage } from './fit-pixels.ts';
import { Folders } from './folders.ts';
import type { ImageShape } from './image-shape.ts';
import { ImageSizes } from './image-sizes.ts';
import { mapInOrder } from './map-in-order.ts';
import { MixedPixels } from './mixed-pixels.ts';

/** Images in work at a time: enough for all threads of the pool that decodes, few enough to bound memory. */
const AT_ONCE = 8;
const EXAMPLES = 5;

export interface ImportArchivesOptions {
  readonly uploads: readonly Upload[];
  readonly collector: SampleCollector;
  readonly reading: ReadUploadOptions;
  readonly shape: ImageShape;
  /** Bytes of the upload read so far. */
  onRead(source: number, bytes: number): void;
}

export interface ImportedImages {
  readonly image: Manifest['image'];
  groupOf(group: number): SampleGroup;
  readonly corrupt: CorruptSamples;
  readonly converted: ConvertedImages | undefined;
  readonly skippedFiles: number;
  /** Persons that images are about, by their place; undefined where none is told. */
  readonly subjects?: readonly (string | null)[] | undefined;
}

/** Images of several sizes: they are to be read again and brought to this one. */
export interface SizesDiffer {
  readonly common: { readonly height: number; readonly width: number };
}

interface Candidate {
  readonly source: number;
  readonly path: string;
  readonly place: number;
  readonly result: DecodedImage | Undecodable | { readonly height: number; readonly width: number };
}

/** Collects the images of zip and tar archives; where they have several sizes and none is asked for, it tells them instead. Faults: `ImportFault`. */
export async function importArchives(options: ImportArchivesOptions): Promise<ImportedImages | SizesDiffer> {
  const { uploads, collector, shape } = options;
  const folders = new Folders(uploads.map(({ filename }) => filename));
  const sizes = new ImageSizes();
  const mixed = new MixedPixels();
  const conversions = new Conversions();
  const notes = uploads.map(({ filename }) => new ArchiveNotes(filename));
  const subjects = new Map<number, string>();
  const left = { corrupt: { count: 0, examples: [] as string[] }, skippedFiles: 0 };

  // Once two sizes are met all images are read again, so the rest is measured, not decoded, to say which sizes there are.
  const work = async ({ source, file, bytes }: Found): Promise<Candidate> => ({
    source, path: file.path, place: file.place, result: await (bytes === undefined ? tooLarge : sizes.differ ? measureImage(bytes) : decodeImage(bytes, shape)),
  });
  const found = images({ ...options, onRead: (source, bytes) => sizes.differ || options.onRead(source, bytes) }, notes, () => (left.skippedFiles += 1));
  for await (const { source, path, place, result } of mapInOrder(found, AT_ONCE, work)) {
    if ('reason' in result) {
      left.corrupt.count += 1;
      if (left.corrupt.examples.length < EXAMPLES) left.corrupt.examples.push(`${shown(path)} (${result.reason})`);
      continue;
    }
    sizes.note(result);
    if (sizes.differ || !('pixels' in result)) continue;
    await collector.writer.appendPixels(result.pixels);
    await collector.note(result.pixels, folders.numberOf(source, path), { source, place, name: path });
    const subject = notes[source]?.subjectOf(path);
    if (subject !== undefined) subjects.set(collector.count - 1, subject);
    mixed.note(result.channels);
    conversions.note(result.changes);
  }

  const common = sizes.differ ? sizes.common() : undefined;
  if (common !== undefined) return { common };
  const size = sizes.only() ?? noImages(uploads, left);
  await collector.writer.finishSamples();
  const channels = await mixed.unify(collector, size);
  const groups = folders.resolve((source, folder) => notes[source]?.classOf(folder) ?? folder);
  const told = subjects.size === 0 ? undefined : Array.from({ length: collector.count }, (_, place) => subjects.get(place) ?? null);
  return { image: { ...size, channels }, groupOf: (group) => groups[group]!, converted: conversions.told(size, shape), subjects: told, ...left };
}

interface Found {
  readonly source: number;
  readonly file: ArchiveFile;
  /** Undefined where there are too many. */
  readonly bytes: Uint8Array | undefined;
}

export const tooLarge: Undecodable = { reason: `more than ${counted(limits.encodedImageBytes)} bytes` };

async function* images(options: ImportArchivesOptions, notes: readonly ArchiveNotes[], onSkip: () => void): AsyncGenerator<Found> {
  for (const [source, upload] of options.uploads.entries()) {
    const reading = { ...options.reading, onRead: (bytes: number) => options.onRead(source, bytes) };
    for await (const file of await archiveFiles(upload, reading)) {
      const own = notes[source];
      if (own?.takes(file)) await own.read(file);
      else if (entryUse(file.path) === 'skip') onSkip();
      else yield { source, file, bytes: file.sizeBytes > limits.encodedImageBytes ? undefined : await file.read() };
    }
  }
}

/** The fault of archives without an image that can be read. */
export function noImages(uploads: readonly Upload[], { corrupt, skippedFiles }: { corrupt: CorruptSamples; skippedFiles: number }): never {
  const names = uploads.map(({ filename }) => shown(filename)).join(', ');
  if (corrupt.count > 0) throw new ImportFault(`${names}: none of ${plural(corrupt.count, 'image')} can be decoded. The first: ${corrupt.examples[0]}.`);
  throw new ImportFault(`${names || 'No file was given'}: no images. ${plural(skippedFiles, 'other file')} found; PNG, JPEG and WebP files in a folder per class are read.`);
}
