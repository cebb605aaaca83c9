import { DuckDBInstance } from '@duckdb/node-api';
import { DamagedVersion } from '../layout/version-reader.ts';
import { literal } from '../samples/sql.ts';
import type { ByteStore } from './byte-store.ts';
import type { Column, Records } from './columns.ts';

/** Held while the table is read, besides what is kept. */
const MEMORY = '500MB';

/** Gives each column its place in a record; the bytes of a record. */
export function layOut(columns: Iterable<Column>): number {
  let bytes = 0;
  for (const column of columns) {
    column.offset = bytes;
    bytes += column.bytes;
  }
  return bytes;
}

/** Puts a Parquet file's rows into `records`, in their order. */
export async function fillRecords(path: string, columns: ReadonlyMap<string, Column>, records: ByteStore, recordBytes: number, sampleCount: number): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: MEMORY });
  const connection = await instance.connect();
  try {
    const result = await connection.stream(`SELECT ${[...columns].map(([name, column]) => column.select(name)).join(', ')} FROM read_parquet(${literal(path)})`);
    const targets = [...columns.values()];
    let rows = 0;
    for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      const { rowCount } = chunk;
      const bytes = Buffer.alloc(rowCount * recordBytes);
      targets.forEach((column, place) => {
        const values = chunk!.getColumnVector(place);
        for (let index = 0; index < rowCount; index += 1) column.write(values, index, bytes, index * recordBytes);
      });
      records.append(bytes);
      rows += rowCount;
    }
    if (rows !== sampleCount) throw new DamagedVersion(`The dataset version has ${rows} samples instead of ${sampleCount}. Import it again.`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The records at these positions; those that follow one another are read at once. */
export function recordsAt(records: ByteStore, recordBytes: number, positions: Uint32Array): Records {
  const bytes = Buffer.allocUnsafe(positions.length * recordBytes);
  for (let first = 0; first < positions.length; ) {
    let end = first + 1;
    while (end < positions.length && positions[end] === positions[end - 1]! + 1) end += 1;
    records.read(bytes.subarray(first * recordBytes, end * recordBytes), positions[first]! * recordBytes);
    first = end;
  }
  return { bytes, count: positions.length, recordBytes };
}
