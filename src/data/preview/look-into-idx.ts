import { fitPixels } from '../archive/fit-pixels.ts';
import { ByteReader } from '../byte-reader.ts';
import { fileKind } from '../file-kind.ts';
import { type IdxFile, type IdxPair, pairIdxFiles } from '../idx/idx-parts.ts';
import { shapeOfAll, wrongLength } from '../idx/import-idx.ts';
import { kindOfUpload, uploadBytes } from '../upload-bytes.ts';
import { SHOWN } from './candidates.ts';
import { pictureOf } from './picture.ts';
import { imageSample, type LookedAtImages, type LookIntoImagesOptions } from './looked-at-images.ts';
import { SeenImages } from './seen-images.ts';

/** Labels of a file that are counted. */
const LABELS = 10_000;

/** Looks into IDX files: their headers, the first labels of each, and the first images. Faults: `ImportFault`. */
export async function lookIntoIdx({ uploads, reading, shape }: LookIntoImagesOptions): Promise<LookedAtImages> {
  const pairs = await pairIdxFiles(uploads, reading);
  const image = shapeOfAll(pairs, shape);
  const seen = new SeenImages(shape);
  const groups: { split: IdxPair['split']; label: string | undefined; count: number }[] = [];
  const whole = uploads.map(() => true);
  const samples: LookedAtImages['samples'][number][] = [];
  for (const pair of pairs) {
    const { split, images, labels } = pair;
    for (const file of [images, labels]) if (file) await requireLength(file, reading);
    const { count, height, width } = images.header;
    seen.measured({ height, width }, count);
    const values = labels && (await read(labels, Math.min(LABELS, count), reading));
    const counts = new Map<string | undefined, number>();
    for (const value of values ?? []) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
    if (!values) counts.set(undefined, count);
    groups.push(...[...counts].map(([label, number]) => ({ split, label, count: number })));
    const wanted = Math.min(SHOWN - samples.length, count);
    whole[images.source] = wanted === count;
    if (labels) whole[labels.source] = LABELS >= count;
    const pixels = await read(images, wanted * height * width, reading);
    for (let row = 0; row < wanted; row += 1) {
      const came = { height, width, channels: 1 as const, pixels: pixels.subarray(row * height * width, (row + 1) * height * width) };
      seen.decoded({ channels: 1, changes: [] });
      const label = values?.[row] === undefined ? undefined : String(values[row]);
      samples.push(imageSample({ file: images.upload.filename, row: row + 1, entry: undefined }, { label, split }, await pictureOf(await fitPixels(came, { ...shape, size: image }), came)));
    }
  }
  return { samples, images: seen.told, groups, whole };
}

/** The first bytes behind a file's header. */
async function read(file: IdxFile, bytes: number, reading: LookIntoImagesOptions['reading']): Promise<Uint8Array> {
  const reader = new ByteReader(uploadBytes(file.upload, reading));
  const found = new Uint8Array(bytes);
  try {
    await reader.readInto(new Uint8Array(file.header.headerBytes));
    return found.subarray(0, await reader.readInto(found));
  } finally {
    await reader.close();
  }
}

/** A fault where a plain file has not as many bytes as its header says; of a packed one that is known when it is read. */
async function requireLength(file: IdxFile, { store }: LookIntoImagesOptions['reading']): Promise<void> {
  const { start } = await kindOfUpload(store, file.upload);
  if (fileKind(start) === 'gzip') return;
  const fault = wrongLength(file, ((await store.sizeOf(file.upload.key)) ?? 0) - file.header.headerBytes);
  if (fault) throw fault;
}
