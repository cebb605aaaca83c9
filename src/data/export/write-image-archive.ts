import { z } from 'zod';
import type { Reimport } from '../../domain/dataset-export.ts';
import type { StoredBlob } from '../../store/blob-store.ts';
import { type ExportNotes, exportNotesName, imageListName } from '../archive/export-notes.ts';
import { mapInOrder } from '../archive/map-in-order.ts';
import { limits } from '../limits.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { counted } from '../shown.ts';
import type { ImagePixels, OpenedVersion } from '../version/open-version.ts';
import { classFolders } from './class-folders.ts';
import { encodePng } from './encode-png.ts';
import { ExportFault, type ExportOptions } from './export-options.ts';
import { zipOf } from './zip-of.ts';

/** Rows that are taken out of the database, and images that are encoded, at a time. */
const ROWS_AT_ONCE = 2000;
const IMAGES_AT_ONCE = 8;

const imageRow = z.object({
  sample_position: wholeNumber, place: z.number(), label: z.string().nullable(), split: z.enum(['TRAIN', 'VALIDATION', 'TEST']),
  subject: z.string().nullable(), file: z.string(), row: wholeNumber, entry: z.string().nullable(),
});
type ImageRow = z.infer<typeof imageRow>;

/**
 * Writes a version of images as a zip of PNG files, `split/class/number.png`, images without a class directly below their split. Before
 * them come `flywheel.json`, which names the classes that cannot be folders, and `metadata.jsonl`, a line for each image.
 */
export async function writeImageArchive(version: OpenedVersion, key: string, { store, onProgress }: ExportOptions): Promise<StoredBlob & { readonly reimport: Reimport }> {
  const { images, description } = version;
  if (images === undefined) throw new Error('This version has no images.');
  const folders = classFolders(description.classes);
  const subjects = await version.database.has('SELECT 1 FROM samples WHERE subject IS NOT NULL');
  const notes = JSON.stringify(notesOf(folders, subjects), null, 2);
  if (Buffer.byteLength(notes) > limits.encodedImageBytes) throw new ExportFault(`The names of the classes take ${counted(Buffer.byteLength(notes))} bytes; an import reads ${counted(limits.encodedImageBytes)} of them. Give the classes shorter names first.`);
  const total = description.counts.TRAIN + description.counts.VALIDATION + description.counts.TEST;
  const digits = String(total - 1).length;
  const nameOf = ({ split, label, sample_position }: ImageRow) =>
    [split.toLowerCase(), ...(label === null ? [] : [folders.get(label) ?? label]), `${String(sample_position).padStart(digits, '0')}.png`].join('/');

  async function* entries() {
    yield { name: exportNotesName, input: notes };
    yield { name: imageListName, input: list(version, nameOf) };
    let done = 0;
    for await (const entry of mapInOrder(rowsOf(version), IMAGES_AT_ONCE, async (row) => ({ name: nameOf(row), input: await png(images!, row.place) }))) {
      yield entry;
      done += 1;
      if (done % ROWS_AT_ONCE === 0) onProgress(Math.min(0.99, done / total));
    }
  }
  const stored = await store.write(key, zipOf(entries()));
  return { ...stored, reimport: { format: 'IMAGE_ARCHIVE', image: { channels: images.channels }, split: { validation: 0, test: 0, seed: 0 } } };
}

function notesOf(folders: ReadonlyMap<string, string>, subjects: boolean): ExportNotes {
  const different = [...folders].filter(([name, folder]) => name !== folder).map(([name, folder]) => [folder, name] as const);
  return { flywheel: 'image archive 1', classes: Object.fromEntries(different), subjects };
}

async function* list(version: OpenedVersion, nameOf: (row: ImageRow) => string): AsyncGenerator<Uint8Array> {
  let lines: string[] = [];
  for await (const row of rowsOf(version)) {
    const { label, split, subject, file, row: place, entry } = row;
    lines.push(JSON.stringify({ file_name: nameOf(row), label, split, subject, source: { file, row: place, entry } }));
    if (lines.length < ROWS_AT_ONCE) continue;
    yield Buffer.from(`${lines.join('\n')}\n`);
    lines = [];
  }
  if (lines.length > 0) yield Buffer.from(`${lines.join('\n')}\n`);
}

/** In the stored order. */
async function* rowsOf({ database, description: { counts } }: OpenedVersion): AsyncGenerator<ImageRow> {
  const total = counts.TRAIN + counts.VALIDATION + counts.TEST;
  for (let start = 0; start < total; start += ROWS_AT_ONCE) {
    yield* await database.all(`SELECT sample_position, place, label, split, subject, file, "row", entry FROM samples WHERE sample_position >= ${start} AND sample_position < ${start + ROWS_AT_ONCE} ORDER BY sample_position`, imageRow);
  }
}

async function png({ height, width, channels, recordBytes, blob }: ImagePixels, place: number): Promise<Uint8Array> {
  const pixels = new Uint8Array(recordBytes);
  await blob.readInto(pixels, place * recordBytes);
  const encoded = await encodePng(pixels, { height, width, channels });
  if (encoded.byteLength > limits.encodedImageBytes) throw new ExportFault(`An image makes a PNG of ${counted(encoded.byteLength)} bytes; an import takes images of ${counted(limits.encodedImageBytes)}. Import the images in a smaller size first.`);
  return encoded;
}
