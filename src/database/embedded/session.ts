import { realpath } from 'node:fs/promises';
import { Client } from 'pg';
import { z } from 'zod';

const DATABASE = 'flywheel';
export const ROLE = 'flywheel';
const CONNECT_MS = 3_000;

const shown = z.tuple([z.object({ data_directory: z.string() })]);

export function databaseUrl(port: number, password: string, database = DATABASE): string {
  return `postgres://${ROLE}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/**
 * Whether the PostgreSQL at this port answers and serves this very data folder; its database is made where it is missing.
 * False where nothing, or something else, answers; other errors (a wrong password) are thrown.
 */
export async function serves(port: number, password: string, data: string): Promise<boolean> {
  const client = new Client({ connectionString: databaseUrl(port, password, 'postgres'), connectionTimeoutMillis: CONNECT_MS });
  client.on('error', () => {});
  try {
    await client.connect();
    const [row] = shown.parse((await client.query('show data_directory')).rows);
    if ((await realpath(row.data_directory)) !== (await realpath(data))) return false;
    const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
    return true;
  } catch (error) {
    if (isPasswordRefused(error)) throw error;
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function isPasswordRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '28P01';
}
