export type FileKind = 'gzip' | 'zip' | 'tar' | 'PNG' | 'JPEG' | 'WebP';

const starts: readonly (readonly [FileKind, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b, 0x08]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
  ['PNG', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['JPEG', [0xff, 0xd8, 0xff]],
];

/** Kinds that are not read, to be named in messages. */
const foreign: readonly (readonly [string, string])[] = [
  ['GIF8', 'a GIF image'], ['BM', 'a BMP image'], ['II*\0', 'a TIFF image'], ['MM\0*', 'a TIFF image'], ['%PDF', 'a PDF document'],
  ['Rar!', 'a RAR archive'], ['7z\xbc\xaf', 'a 7z archive'], ['\xfd7zXZ', 'xz data'], ['BZh', 'bzip2 data'], ['(\xb5/\xfd', 'Zstandard data'],
  ['\xd0\xcf\x11\xe0', 'a file of old Excel or Word'], ['SQLite format 3', 'an SQLite database'], ['PAR1', 'a Parquet file'], ['\x93NUMPY', 'a NumPy array'], ['\x89HDF', 'an HDF5 file'],
];

/** What a file is by its first bytes (512 for tar), whatever its name. */
export function fileKind(start: Uint8Array): FileKind | undefined {
  for (const [kind, bytes] of starts) if (bytes.every((byte, index) => start[index] === byte)) return kind;
  if (latin(start, 0, 4) === 'RIFF' && latin(start, 8, 12) === 'WEBP') return 'WebP';
  if (latin(start, 257, 262) === 'ustar') return 'tar';
  return undefined;
}

/** In words what a file is that begins so; undefined where that is not known. Texts may begin so by chance (BMI, …). */
export function knownStart(start: Uint8Array): string | undefined {
  const kind = fileKind(start);
  if (kind === 'gzip') return 'gzip data';
  if (kind === 'zip' || kind === 'tar') return `a ${kind} archive`;
  if (kind !== undefined) return `a ${kind} image`;
  return foreign.find(([bytes]) => latin(start, 0, bytes.length) === bytes)?.[1];
}

/** The same in words, for messages: `a PNG image`, `text: "label,pixel1,…"`, `bytes 00 00 08 03 …`. */
export function describeStart(start: Uint8Array): string {
  if (start.byteLength === 0) return 'nothing: the file is empty';
  const known = knownStart(start);
  if (known !== undefined) return known;
  const head = start.subarray(0, 24);
  if (head.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09)) {
    return `text: ${JSON.stringify(latin(head, 0, 24))}`;
  }
  return `the bytes ${Buffer.from(head.subarray(0, 8)).toString('hex').replace(/(..)(?=.)/g, '$1 ')}`;
}

const latin = (bytes: Uint8Array, from: number, to: number) => Buffer.from(bytes.subarray(from, to)).toString('latin1');
