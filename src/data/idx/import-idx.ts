import { ByteReader } from '../byte-reader.ts';
import { Conversions } from '../archive/conversions.ts';
import { fitPixels } from '../archive/fit-pixels.ts';
import type { ImageShape } from '../archive/image-shape.ts';
import type { ImportedImages } from '../archive/import-archives.ts';
import { ImportFault } from '../import-fault.ts';
import type { Manifest } from '../layout/manifest.ts';
import type { SampleCollector, SampleGroup } from '../sample-collector.ts';
import { counted, plural, shown } from '../shown.ts';
import { splitNames } from '../split-words.ts';
import { uploadBytes, type ReadUploadOptions, type Upload } from '../upload-bytes.ts';
import { pairIdxFiles, type IdxFile, type IdxPair } from './idx-parts.ts';

/** Pixels read at a time. */
const BLOCK = 2 ** 20;
/** Label values are bytes; this stands for none. */
const NO_LABEL = 256;
const PAIRS = [undefined, ...splitNames] as const;

export interface ImportIdxOptions {
  readonly uploads: readonly Upload[];
  readonly collector: SampleCollector;
  readonly reading: ReadUploadOptions;
  readonly shape: ImageShape;
  /** Bytes of the upload read so far. */
  onRead(source: number, bytes: number): void;
}

/** Collects the samples of IDX files. Faults: `ImportFault`. */
export async function importIdx(options: ImportIdxOptions): Promise<ImportedImages> {
  const pairs = await pairIdxFiles(options.uploads, options.reading);
  const image = shapeOfAll(pairs, options.shape);
  const conversions = new Conversions();
  for (const pair of pairs) {
    const labels = pair.labels && (await readLabels(pair.labels, options));
    await collectImages(pair, labels, conversions, options);
  }
  await options.collector.writer.finishSamples();
  return { image, groupOf, corrupt: { count: 0, examples: [] }, converted: conversions.told(image, options.shape), skippedFiles: 0 };
}

const groupNumber = (pair: IdxPair, label: number) => PAIRS.indexOf(pair.split) * 257 + label;

function groupOf(group: number): SampleGroup {
  const label = group % 257;
  return { split: PAIRS[Math.floor(group / 257)], label: label === NO_LABEL ? undefined : String(label) };
}

/** What the images of all files are brought to; a fault where they differ. */
export function shapeOfAll(pairs: readonly IdxPair[], { size, channels = 1 }: ImageShape): Manifest['image'] {
  const [first, ...others] = pairs.map(({ images }) => images);
  if (first === undefined) throw new ImportFault('No file was given. Send IDX files of images, and of labels where there are any.');
  if (size !== undefined) return { ...size, channels };
  const { height, width } = first.header;
  const other = others.find(({ header }) => header.height !== height || header.width !== width);
  if (other !== undefined) {
    throw new ImportFault(`${shown(first.upload.filename)} holds images of ${height} × ${width} pixels, but ${shown(other.upload.filename)} of ${other.header.height} × ${other.header.width} (height × width). All images of a version need one size; ask for it by image.height and image.width.`);
  }
  return { height, width, channels };
}

async function readLabels(file: IdxFile, options: ImportIdxOptions): Promise<Uint8Array> {
  const reader = await afterHeader(file, options);
  try {
    const labels = new Uint8Array(file.header.count);
    const found = await reader.readInto(labels);
    if (found < labels.byteLength) throw tooShort(file, found, labels.byteLength);
    await requireEnd(reader, file, labels.byteLength);
    return labels;
  } finally {
    await reader.close();
  }
}

async function collectImages(pair: IdxPair, labels: Uint8Array | undefined, conversions: Conversions, options: ImportIdxOptions): Promise<void> {
  const { header, source } = pair.images;
  const imageBytes = header.height * header.width;
  const { size, channels } = options.shape;
  const asTheyAre = (size === undefined || (size.height === header.height && size.width === header.width)) && channels !== 3;
  const reader = await afterHeader(pair.images, options);
  try {
    const block = new Uint8Array(Math.max(1, Math.floor(BLOCK / imageBytes)) * imageBytes);
    for (let first = 0; first < header.count; first += block.byteLength / imageBytes) {
      const images = block.subarray(0, Math.min(block.byteLength, (header.count - first) * imageBytes));
      const found = await reader.readInto(images);
      if (found < images.byteLength) throw tooShort(pair.images, first * imageBytes + found, header.count * imageBytes);
      if (asTheyAre) await options.collector.writer.appendPixels(images);
      for (let index = 0; index < images.byteLength / imageBytes; index += 1) {
        const label = labels === undefined ? NO_LABEL : labels[first + index]!;
        let pixels: Uint8Array = images.subarray(index * imageBytes, (index + 1) * imageBytes);
        if (!asTheyAre) {
          const fitted = await fitPixels({ height: header.height, width: header.width, channels: 1, pixels }, options.shape);
          await options.collector.writer.appendPixels((pixels = fitted.pixels));
          conversions.note(fitted.changes);
        }
        await options.collector.note(pixels, groupNumber(pair, label), { source, place: first + index });
      }
    }
    await requireEnd(reader, pair.images, header.count * imageBytes);
  } finally {
    await reader.close();
  }
}

async function afterHeader(file: IdxFile, options: ImportIdxOptions): Promise<ByteReader> {
  const reader = new ByteReader(uploadBytes(file.upload, { ...options.reading, onRead: (bytes) => options.onRead(file.source, bytes) }));
  await reader.readInto(new Uint8Array(file.header.headerBytes));
  return reader;
}

const declared = ({ upload, header }: IdxFile, bytes: number) =>
  `${shown(upload.filename)}: its header declares ${plural(header.count, header.part.slice(0, -1))}${header.part === 'images' ? ` of ${header.height} × ${header.width} pixels` : ''}, ${plural(bytes, 'byte')}`;

/** A fault where other bytes than its header declares follow it. */
export function wrongLength(file: IdxFile, found: number): ImportFault | undefined {
  const { count, height, width, part } = file.header;
  const expected = part === 'images' ? count * height * width : count;
  if (found < expected) return tooShort(file, found, expected);
  return found > expected ? tooLong(file, expected) : undefined;
}

const tooShort = (file: IdxFile, found: number, expected: number) =>
  new ImportFault(`${declared(file, expected)}, but only ${counted(found)} follow it. Send the whole file.`);

async function requireEnd(reader: ByteReader, file: IdxFile, expected: number): Promise<void> {
  if ((await reader.readInto(new Uint8Array(1))) > 0) throw tooLong(file, expected);
}

const tooLong = (file: IdxFile, expected: number) => new ImportFault(`${declared(file, expected)}, but more bytes follow. The header or the file is wrong.`);
