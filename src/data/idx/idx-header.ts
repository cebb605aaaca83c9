import { describeStart } from '../file-kind.ts';
import { ImportFault } from '../import-fault.ts';
import { limits } from '../limits.ts';
import { counted, shown } from '../shown.ts';

export type IdxPart = 'images' | 'labels';

export type IdxHeader = { readonly part: IdxPart; readonly count: number; readonly headerBytes: number; readonly height: number; readonly width: number };

/** Longest header read: images, with three dimensions. */
export const longestHeader = 16;

const types: Readonly<Record<number, string>> = { 0x09: 'int8', 0x0b: 'int16', 0x0c: 'int32', 0x0d: 'float32', 0x0e: 'float64' };
const magicNumbers = '0x00000803 (images) or 0x00000801 (labels)';

/**
 * Reads the header of an IDX file (http://yann.lecun.com/exdb/mnist): two zero bytes, the type of the values, the number
 * of dimensions, then each dimension as a big-endian 32-bit number.
 *
 * @param start  the first 16 bytes of the file, or all where it is shorter
 */
export function readIdxHeader(filename: string, start: Uint8Array): IdxHeader {
  const name = shown(filename);
  if (start.byteLength < 4 || start[0] !== 0 || start[1] !== 0) {
    throw new ImportFault(`${name}: not an IDX file. It begins with ${describeStart(start)}; the magic number ${magicNumbers} was expected.`);
  }
  const [, , type, dimensions] = start as unknown as [number, number, number, number];
  const magic = `0x${Buffer.from(start.subarray(0, 4)).toString('hex')}`;
  const typeName = types[type];
  if (type !== 0x08 && typeName !== undefined) throw new ImportFault(`${name}: holds ${typeName} values (magic number ${magic}). Only unsigned bytes are read: ${magicNumbers}.`);
  if (type !== 0x08 || (dimensions !== 1 && dimensions !== 3)) throw new ImportFault(`${name}: wrong magic number ${magic}; expected ${magicNumbers}.`);
  const headerBytes = 4 + 4 * dimensions;
  if (start.byteLength < headerBytes) throw new ImportFault(`${name}: the header ends after ${start.byteLength} of ${headerBytes} bytes. Send the whole file.`);

  const view = new DataView(start.buffer, start.byteOffset);
  const count = view.getUint32(4);
  if (count === 0) throw new ImportFault(`${name}: its header declares 0 ${dimensions === 1 ? 'labels' : 'images'}.`);
  if (count > limits.samples) throw new ImportFault(`${name}: its header declares ${counted(count)} samples; at most ${counted(limits.samples)} are read.`);
  if (dimensions === 1) return { part: 'labels', count, headerBytes, height: 0, width: 0 };
  const height = view.getUint32(8);
  const width = view.getUint32(12);
  if (height === 0 || width === 0 || height * width > limits.pixels) {
    throw new ImportFault(`${name}: its header declares images of ${counted(height)} × ${counted(width)} pixels; 1 to ${counted(limits.pixels)} pixels are read.`);
  }
  return { part: 'images', count, headerBytes, height, width };
}
