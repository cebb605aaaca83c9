import { type ByteReader } from '../byte-reader.ts';
import { ImportFault } from '../import-fault.ts';
import { counted, shown } from '../shown.ts';

/** What the header of an .npy file says. */
export interface NpyHeader {
  /** `|u1`: byte order, kind and bytes of a value. */
  readonly type: string;
  readonly shape: readonly number[];
}

const MAGIC = '\x93NUMPY';
/** NumPy writes 118 bytes for the arrays that are read here. */
const LONGEST = 4096;

/**
 * Reads the header of an .npy file (NumPy's "NPY format", versions 1 to 3): the magic bytes, the version, the length of
 * the header, and a Python dictionary of `descr`, `fortran_order` and `shape`, of which only plain arrays are read.
 *
 * @param name  of the file, for messages
 */
export async function readNpyHeader(reader: ByteReader, name: string): Promise<NpyHeader> {
  const start = Buffer.alloc(8);
  const found = await reader.readInto(start);
  const [major] = start.subarray(6, 7);
  if (found < 8 || start.toString('latin1', 0, 6) !== MAGIC || major === undefined || major < 1 || major > 3) throw fault(name, 'no NumPy array. Write it by numpy.savez');
  const length = Buffer.alloc(major === 1 ? 2 : 4);
  await reader.readInto(length);
  const headerBytes = major === 1 ? length.readUInt16LE() : length.readUInt32LE();
  if (headerBytes > LONGEST) throw fault(name, `its header claims ${counted(headerBytes)} bytes; ${counted(LONGEST)} are the most`);
  const header = Buffer.alloc(headerBytes);
  if ((await reader.readInto(header)) < headerBytes) throw fault(name, 'cut off within its header. Send the whole file');
  return parse(header.toString('latin1'), name);
}

function parse(header: string, name: string): NpyHeader {
  const type = /'descr':\s*'([<>|=]?[a-zA-Z]\d*)'/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (type === undefined || order === undefined || shape === undefined) throw fault(name, 'its header is not that of a plain array of numbers');
  if (order === 'True') throw fault(name, 'it is in Fortran order. Write numpy.ascontiguousarray of it');
  return { type, shape: shape.split(',').filter((part) => part.trim() !== '').map(Number) };
}

const fault = (name: string, what: string) => new ImportFault(`${shown(name)}: ${what}.`);
