import type { ArchiveFile } from '../archive/archive-file.ts';
import { zipFiles } from '../archive/read-zip.ts';
import { ByteReader } from '../byte-reader.ts';
import { describeStart } from '../file-kind.ts';
import { ImportFault } from '../import-fault.ts';
import { limits } from '../limits.ts';
import type { SplitName } from '../../plugin/index.ts';
import { counted, plural, shown } from '../shown.ts';
import { splitOfWord } from '../split-words.ts';
import { kindOfUpload, type ReadUploadOptions, type Upload } from '../upload-bytes.ts';
import { type NpyHeader, readNpyHeader } from './npy-header.ts';

const imageWords = ['images', 'image', 'x', 'data'];
const labelWords = ['labels', 'label', 'targets', 'y'];

/** What an array of an .npz file is, by its name: `train_images`, `y_test`. */
export interface NpzPart {
  readonly split: SplitName | undefined;
  readonly part: 'images' | 'labels';
}

/** Undefined where the name tells no part. */
export function partOf(path: string): NpzPart | undefined {
  const words = path.replace(/\.npy$/i, '').toLowerCase().split(/[^a-z0-9]+/);
  const part = words.some((word) => imageWords.includes(word)) ? 'images' : words.some((word) => labelWords.includes(word)) ? 'labels' : undefined;
  return part && { split: words.map(splitOfWord).find((split) => split !== undefined), part };
}

export interface ImageArray {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
}

/** The shape of an array of images: unsigned bytes of n × height × width, also × 1 or × 3. */
export function imageArray({ type, shape }: NpyHeader, name: string): ImageArray {
  const [count, height, width, channels = 1] = shape;
  if (!/^[|<>=]?u1$/.test(type)) throw new ImportFault(`${name} holds values of type ${type}; images are unsigned bytes (uint8).`);
  if (shape.length < 3 || shape.length > 4 || (channels !== 1 && channels !== 3)) throw new ImportFault(`${name} has the shape (${shape.join(', ')}); (count, height, width), and at the end 1 or 3 for channels, would be right.`);
  if (!count || !height || !width) throw new ImportFault(`${name} has the shape (${shape.join(', ')}), which holds nothing.`);
  if (count > limits.samples || height * width > limits.pixels) throw new ImportFault(`${name} declares ${counted(count)} images of ${counted(height)} × ${counted(width)} pixels; at most ${counted(limits.samples)} of ${counted(limits.pixels)} pixels are read.`);
  return { count, height, width, channels };
}

/** The class names of an array of labels: whole numbers, one per image. */
export async function readLabels(reader: ByteReader, { type, shape }: NpyHeader, name: string): Promise<string[]> {
  const [count = 0, ...rest] = shape;
  if (rest.some((length) => length !== 1)) throw new ImportFault(`${name} has the shape (${shape.join(', ')}); one label per image is read: (${count}) or (${count}, 1).`);
  if (count > limits.samples) throw new ImportFault(`${name} declares ${counted(count)} labels; at most ${counted(limits.samples)} are read.`);
  const [, order = '|', kind = '', size = ''] = /^([<>|=]?)([a-z])(\d+)$/.exec(type) ?? [];
  const bytes = Number(size);
  if (order === '>' || !['u', 'i', 'b'].includes(kind) || ![1, 2, 4, 8].includes(bytes)) throw new ImportFault(`${name} holds values of type ${type}; labels are whole numbers (uint8 to int64, little-endian).`);
  const values = Buffer.alloc(count * bytes);
  const found = await reader.readInto(values);
  if (found < values.byteLength) throw new ImportFault(`${name} declares ${plural(count, 'label')}, ${counted(values.byteLength)} bytes, but only ${counted(found)} follow its header.`);
  return Array.from({ length: count }, (_, index) => numberAt(values, index * bytes, bytes, kind !== 'i'));
}

function numberAt(values: Buffer, at: number, bytes: number, unsigned: boolean): string {
  if (bytes === 8) return String(unsigned ? values.readBigUInt64LE(at) : values.readBigInt64LE(at));
  return String(unsigned ? values.readUIntLE(at, bytes) : values.readIntLE(at, bytes));
}

/** Arrays of an .npz file with the names that were asked for, one after another; each reader only until the next. */
export async function* npzArrays(upload: Upload, reading: ReadUploadOptions, wanted: (part: NpzPart) => boolean): AsyncGenerator<NpzPart & { file: ArchiveFile; name: string; reader: ByteReader; header: NpyHeader }> {
  const { kind, start } = await kindOfUpload(reading.store, upload);
  if (kind !== 'zip') throw new ImportFault(`${shown(upload.filename)}: no .npz file, which is a zip archive of arrays. It begins with ${describeStart(start)}.`);
  for await (const file of zipFiles(upload, reading)) {
    const part = /\.npy$/i.test(file.path) ? partOf(file.path) : undefined;
    if (part === undefined || !wanted(part)) continue;
    const reader = new ByteReader(file.stream());
    const name = `${shown(upload.filename)}: the array "${shown(file.path.replace(/\.npy$/i, ''))}"`;
    try {
      yield { ...part, file, name, reader, header: await readNpyHeader(reader, name) };
    } finally {
      await reader.close();
    }
  }
}
