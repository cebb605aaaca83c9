import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';
import { literal } from './sql.ts';
import { JOIN_FILTERS_OFF } from './work-database.ts';

/** Of all rows of a row group that are looked at at once; nothing is spilled to files. */
const MEMORY = '256MB';
/** A question that takes longer is given up. */
const LONGEST_MS = 10_000;

/** A question took too long. */
export class TooSlow extends Error {
  override readonly name = 'TooSlow';
}

/** A DuckDB that answers questions about some files: it writes none and opens no other. One thread, one question after another. */
export class ReadOnlyDatabase {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  /**
   * @param paths  of the files that may be read
   * @param views  SQL by name
   */
  static async open(paths: readonly string[], views: Readonly<Record<string, string>>, memory = MEMORY): Promise<ReadOnlyDatabase> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: memory });
    const connection = await instance.connect();
    for (const setting of [`allowed_paths = [${paths.map(literal).join(', ')}]`, `temp_directory = ''`, JOIN_FILTERS_OFF, 'autoinstall_known_extensions = false', 'autoload_known_extensions = false', 'enable_external_access = false', 'lock_configuration = true']) {
      await connection.run(`SET ${setting}`);
    }
    for (const [name, sql] of Object.entries(views)) await connection.run(`CREATE VIEW ${name} AS ${sql}`);
    return new ReadOnlyDatabase(instance, connection);
  }

  /** For answers of a few rows. @throws TooSlow */
  all<T>(sql: string, row: z.ZodType<T>): Promise<T[]> {
    const answer = this.#last.then(() => this.#ask(sql, row));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  async #ask<T>(sql: string, row: z.ZodType<T>): Promise<T[]> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#connection.interrupt();
    }, LONGEST_MS);
    try {
      const reader = await this.#connection.runAndReadAll(sql);
      return z.array(row).parse(reader.getRowObjectsJS());
    } catch (error) {
      throw late ? new TooSlow() : error;
    } finally {
      clearTimeout(timer);
    }
  }
}
