import { DuckDBInstance } from '@duckdb/node-api';
import { literal } from '../../src/data/samples/sql.ts';

/** The rows of a file as texts, its first line among them. */
export async function readCsv(path: string): Promise<string[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(`SELECT * FROM read_csv(${literal(path)}, header = false, all_varchar = true, delim = ',', quote = '"')`);
    return reader.getRows().map((row) => row.map((cell) => (cell === null ? '' : String(cell))));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
