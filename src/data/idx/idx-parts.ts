import type { SplitName } from '../../plugin/index.ts';
import { ByteReader } from '../byte-reader.ts';
import { ImportFault } from '../import-fault.ts';
import { shown } from '../shown.ts';
import { splitNames, splitOfWord } from '../split-words.ts';
import { uploadBytes, type ReadUploadOptions, type Upload } from '../upload-bytes.ts';
import { longestHeader, readIdxHeader, type IdxHeader, type IdxPart } from './idx-header.ts';

export interface IdxFile {
  readonly upload: Upload;
  /** Place among the uploads. */
  readonly source: number;
  readonly header: IdxHeader;
}

/** Images and labels that belong together. */
export interface IdxPair {
  /** Undefined where the names say none. */
  readonly split: SplitName | undefined;
  readonly images: IdxFile;
  readonly labels: IdxFile | undefined;
}

/** Reads all headers, and pairs the files by the splits and parts that their names tell. */
export async function pairIdxFiles(uploads: readonly Upload[], options: ReadUploadOptions): Promise<IdxPair[]> {
  const bySplit = new Map<SplitName | undefined, Partial<Record<IdxPart, IdxFile>>>();
  for (const [source, upload] of uploads.entries()) {
    const header = readIdxHeader(upload.filename, await firstBytes(upload, options));
    const words = upload.filename.toLowerCase().split(/[^a-z0-9]+/);
    requirePart(upload, header, words);
    const split = words.map(splitOfWord).find((found) => found !== undefined);
    const parts = bySplit.get(split) ?? {};
    const other = parts[header.part];
    if (other !== undefined) throw new ImportFault(twice(header.part, split, other.upload, upload));
    parts[header.part] = { upload, source, header };
    bySplit.set(split, parts);
  }
  if (bySplit.has(undefined) && bySplit.size > 1) throw new ImportFault(someUnnamed(bySplit.get(undefined)!));
  return [...bySplit].map(([split, parts]) => pair(split, parts)).sort((a, b) => rank(a.split) - rank(b.split));
}

const rank = (split: SplitName | undefined) => (split === undefined ? 0 : splitNames.indexOf(split));

async function firstBytes(upload: Upload, { store, signal }: ReadUploadOptions): Promise<Uint8Array> {
  const reader = new ByteReader(uploadBytes(upload, { store, signal }));
  const start = new Uint8Array(longestHeader);
  try {
    return start.subarray(0, await reader.readInto(start));
  } finally {
    await reader.close();
  }
}

function requirePart(upload: Upload, header: IdxHeader, words: readonly string[]): void {
  const named = (['images', 'labels'] as const).find((part) => words.includes(part));
  if (named === undefined || named === header.part) return;
  const [expected, found] = named === 'images' ? ['0x00000803', '0x00000801'] : ['0x00000801', '0x00000803'];
  throw new ImportFault(`${shown(upload.filename)}: wrong magic number ${found}, that of ${header.part}; its name says ${named}, which begin with ${expected}.`);
}

function pair(split: SplitName | undefined, { images, labels }: Partial<Record<IdxPart, IdxFile>>): IdxPair {
  if (images === undefined) throw new ImportFault(`${shown(labels!.upload.filename)}: labels without images. Add the file of images${split === undefined ? '' : ` of the ${split} split`}.`);
  if (labels !== undefined && labels.header.count !== images.header.count) {
    throw new ImportFault(`${shown(images.upload.filename)} holds ${images.header.count} images, but ${shown(labels.upload.filename)} holds ${labels.header.count} labels. One label per image is needed.`);
  }
  return { split, images, labels };
}

const twice = (part: IdxPart, split: SplitName | undefined, first: Upload, second: Upload) =>
  `${shown(first.filename)} and ${shown(second.filename)} are both ${part} of ${split === undefined ? 'no named split' : `the ${split} split`}. Name the files for their splits (train-…, validation-…, t10k-… or test-…), one of each part.`;

function someUnnamed(parts: Partial<Record<IdxPart, IdxFile>>): string {
  const file = parts.images ?? parts.labels!;
  return `${shown(file.upload.filename)}: its name tells no split, but those of other files do. Begin it with train-, validation-, t10k- or test-.`;
}
