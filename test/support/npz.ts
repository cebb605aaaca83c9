import { zipArchive } from './archives.ts';

/** An .npy file, as NumPy writes it. */
export function npy(type: string, shape: readonly number[], bytes: Uint8Array, { fortran = false } = {}): Uint8Array {
  const dictionary = `{'descr': '${type}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  const header = `${dictionary.padEnd(Math.ceil((dictionary.length + 11) / 64) * 64 - 11)}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, Buffer.from(header, 'latin1'), bytes]);
}

/** An .npz file: arrays by name. */
export const npz = (arrays: Readonly<Record<string, Uint8Array>>) => zipArchive(Object.entries(arrays).map(([name, bytes]) => ({ name: `${name}.npy`, bytes })));
