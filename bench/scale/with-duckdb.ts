import { DuckDBInstance } from '@duckdb/node-api';

/** Work on a database in memory, of at most 1 GB, that is gone afterwards. */
export async function withDuckDb<T>(work: (run: (sql: string) => Promise<unknown>) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '1GB' });
  const connection = await instance.connect();
  try {
    return await work((sql) => connection.runAndReadAll(sql));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
