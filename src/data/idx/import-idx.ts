import { ByteReader } from '../byte-reader.ts';
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
  /** Bytes of the upload read so far. */
  onRead(source: number, bytes: number): void;
}

/** Collects the samples of IDX files. Faults: `ImportFault`. */
export async function importIdx(options: ImportIdxOptions): Promise<{ image: Manifest['image']; groupOf(group: number): SampleGroup }> {
  const pairs = await pairIdxFiles(options.uploads, options.reading);
  const image = sameShape(pairs);
  for (const pair of pairs) {
    const labels = pair.labels && (await readLabels(pair.labels, options));
    await collectImages(pair, labels, options);
  }
  return { image, groupOf };
}

const groupNumber = (pair: IdxPair, label: number) => PAIRS.indexOf(pair.split) * 257 + label;

function groupOf(group: number): SampleGroup {
  const label = group % 257;
  return { split: PAIRS[Math.floor(group / 257)], label: label === NO_LABEL ? undefined : String(label) };
}

function sameShape(pairs: readonly IdxPair[]): Manifest['image'] {
  const [first, ...others] = pairs.map(({ images }) => images);
  if (first === undefined) throw new ImportFault('No file was given. Send IDX files of images, and of labels where there are any.');
  const { height, width } = first.header;
  const other = others.find(({ header }) => header.height !== height || header.width !== width);
  if (other !== undefined) {
    throw new ImportFault(`${shown(first.upload.filename)} holds images of ${height} × ${width} pixels, but ${shown(other.upload.filename)} of ${other.header.height} × ${other.header.width} (height × width). All images of a version need one size.`);
  }
  return { height, width, channels: 1 };
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

async function collectImages(pair: IdxPair, labels: Uint8Array | undefined, options: ImportIdxOptions): Promise<void> {
  const { header, source } = pair.images;
  const imageBytes = header.height * header.width;
  const reader = await afterHeader(pair.images, options);
  try {
    const block = new Uint8Array(Math.max(1, Math.floor(BLOCK / imageBytes)) * imageBytes);
    for (let first = 0; first < header.count; first += block.byteLength / imageBytes) {
      const images = block.subarray(0, Math.min(block.byteLength, (header.count - first) * imageBytes));
      const found = await reader.readInto(images);
      if (found < images.byteLength) throw tooShort(pair.images, first * imageBytes + found, header.count * imageBytes);
      await options.collector.writer.appendPixels(images);
      for (let index = 0; index < images.byteLength / imageBytes; index += 1) {
        const label = labels === undefined ? NO_LABEL : labels[first + index]!;
        await options.collector.note(images.subarray(index * imageBytes, (index + 1) * imageBytes), groupNumber(pair, label), { source, place: first + index });
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

const tooShort = (file: IdxFile, found: number, expected: number) =>
  new ImportFault(`${declared(file, expected)}, but only ${counted(found)} follow it. Send the whole file.`);

async function requireEnd(reader: ByteReader, file: IdxFile, expected: number): Promise<void> {
  if ((await reader.readInto(new Uint8Array(1))) > 0) throw new ImportFault(`${declared(file, expected)}, but more bytes follow. The header or the file is wrong.`);
}
