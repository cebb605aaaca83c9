import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBAppender } from '@duckdb/node-api';
import type { BlobStore } from '../../store/blob-store.ts';
import { literal, quoted } from '../samples/sql.ts';
import { WorkDatabase } from '../samples/work-database.ts';

export interface Table {
  /** Of its file, without the ending. */
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: 'BIGINT' | 'DOUBLE' | 'VARCHAR' }[];
  /** A column that says in which order rows are written; as they come where absent. */
  readonly orderBy?: string;
}

/** Values in the order of the columns. Numbers that are not finite are written as null. */
export type Row = readonly (string | number | null)[];

/** Writes rows as `NAME.parquet` below `prefix`. Memory is bounded: what does not fit is spilled. */
export async function writeTable(store: BlobStore, prefix: string, { name, columns, orderBy }: Table, rows: AsyncIterable<Row> | Iterable<Row>, signal: AbortSignal): Promise<void> {
  const folder = await store.localFolder(`${prefix}/work`);
  const database = await WorkDatabase.open(folder, signal);
  try {
    await database.run(`CREATE TABLE written (${columns.map((column) => `${quoted(column.name)} ${column.type}`).join(', ')})`);
    const appender = await database.append('written');
    for await (const row of rows) appendRow(appender, columns, row);
    appender.flushSync();
    appender.closeSync();
    const path = join(folder, `${name}.parquet`);
    await database.run(`COPY (SELECT * FROM written${orderBy === undefined ? '' : ` ORDER BY ${quoted(orderBy)}`}) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`);
    await store.write(`${prefix}/${name}.parquet`, createReadStream(path));
  } finally {
    database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function appendRow(appender: DuckDBAppender, columns: Table['columns'], row: Row): void {
  columns.forEach(({ type }, k) => {
    const value = row[k] ?? null;
    if (typeof value === 'string') appender.appendVarchar(value);
    else if (value === null || !Number.isFinite(value)) appender.appendNull();
    else if (type === 'BIGINT') appender.appendBigInt(BigInt(value));
    else appender.appendDouble(value);
  });
  appender.endRow();
}
