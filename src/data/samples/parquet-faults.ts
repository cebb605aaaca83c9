import { open } from 'node:fs/promises';
import { describeStart } from '../file-kind.ts';
import { ImportFault } from '../import-fault.ts';
import { counted, shown } from '../shown.ts';

const MAGIC = 'PAR1';
const ENCRYPTED = 'PARE';
/** The magic bytes, the length of the footer, and the magic bytes again. */
const LEAST_BYTES = 12;
const TAIL_BYTES = 8;
/** DuckDB asks for so much at once only because a file claims it: pages of Parquet have 1 MB, row groups seldom 128. */
const CLAIMED = /failed to allocate data of size \d+(?:\.\d+)? (?:[GTPE]iB|(?:[5-9]\d\d) MiB)/;

/**
 * A fault where the file does not begin and end as Parquet does ("File format" of the Apache Parquet specification): the magic bytes,
 * …, the footer, its length (4 bytes, little-endian), the magic bytes.
 */
export async function requireParquet(name: string, path: string): Promise<void> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const start = Buffer.alloc(Math.min(512, size));
    await file.read(start, 0, start.byteLength, 0);
    const begins = start.toString('latin1', 0, 4);
    if (begins === ENCRYPTED) throw fault(name, 'an encrypted Parquet file, which cannot be read. Write it without encryption');
    if (begins !== MAGIC) throw fault(name, `not a Parquet file. It begins with ${describeStart(start)}`);
    const tail = Buffer.alloc(TAIL_BYTES);
    if (size >= LEAST_BYTES) await file.read(tail, 0, TAIL_BYTES, size - TAIL_BYTES);
    if (tail.toString('latin1', 4) !== MAGIC) throw fault(name, `a Parquet file that is cut off after ${counted(size)} bytes: it does not end with its footer and ${MAGIC}. Send the whole file`);
    const footer = tail.readUInt32LE(0);
    if (footer === 0 || footer > size - LEAST_BYTES) throw fault(name, `its footer claims ${counted(footer)} bytes, while the file has ${counted(size)}. The file is damaged; write it again`);
  } finally {
    await file.close();
  }
}

/** What DuckDB could not read of a Parquet file, as a fault of the file; anything else (a full disk, a stop) as it is. */
export function parquetFault(error: unknown, name: string, place: string): unknown {
  if (!(error instanceof Error)) return error;
  if (/^Out of Memory Error/.test(error.message) && !CLAIMED.test(error.message)) return error;
  // DuckDB's words name files of ours and what is meant for its developers.
  const ofTheFile = /^(Out of Memory|Invalid|IO|Conversion|Out of Range|Serialization|Not implemented|INTERNAL|FATAL|TProtocolException)/.test(error.message) && !/No space left/.test(error.message);
  return ofTheFile ? fault(name, `${place} cannot be read: it is damaged, or of a kind that is not read. Write the file again, for example by DuckDB, Arrow or pandas`) : error;
}

const fault = (name: string, what: string) => new ImportFault(`${shown(name)}: ${what}.`);
