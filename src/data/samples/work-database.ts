import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type DuckDBAppender, type DuckDBConnection, type DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';
import { rowsTogether } from './rows-together.ts';
import { literal } from './sql.ts';
import { isWide, WiderTable } from './wide-tables.ts';

/**
 * What DuckDB may hold in memory; beyond, it goes on in files of the work folder. A database in a file would compress and write every
 * table: three times the work, four times the time (200,000 rows of 11 texts: 0.6 against 0.2 s).
 */
const MEGABYTES = 800;
const PROGRESS_EVERY_MS = 250;
/** More of wide tables: while rows come in, a thread holds 0.5 MB for each column, whatever is in it. */
const MEGABYTES_PER_COLUMN = 0.6;
/**
 * DuckDB 1.5 finds nothing where a join of a Parquet file on a BLOB has one value on the side that filters: 200 rows of one hash, joined
 * with that hash, give none. So it filters nothing before a join.
 */
const JOIN_FILTERS = 'join_filter_pushdown';
export const JOIN_FILTERS_OFF = `disabled_optimizers = '${JOIN_FILTERS}'`;
/** Compares all expressions of a statement with each other: 2,000 columns take 52 s. */
const PAIRWISE = 'common_subexpressions';
/** Each needs some of it. */
const MOST_THREADS = 4;

/** Sizes as DuckDB writes them. */
export interface WorkBounds {
  /** Of the widest table. */
  readonly columns?: number;
  readonly megabytes?: number;
  /** What does not fit into memory; else as much as the disk has. */
  readonly spilled?: string;
  /** 1 where sums of fractions are to come out the same to the last digit, whoever is faster. */
  readonly threads?: number | undefined;
}

/** Rows of a kept file that are compressed together, where they are not wide. */
const ROWS_TOGETHER = 16_384;

/** Whole numbers, which DuckDB gives as bigint. */
export const wholeNumber = z.coerce.number().int();

/**
 * A DuckDB of its own in a work folder. It reads and writes files of that folder alone: no other file, no network, no
 * extension; and what it runs cannot change that.
 */
export class WorkDatabase {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #signal: AbortSignal;
  readonly #folder: string;
  readonly #wide: boolean;
  readonly #interrupt = () => this.#connection.interrupt();

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, { signal, folder, wide }: { signal: AbortSignal; folder: string; wide: boolean }) {
    this.#instance = instance;
    this.#connection = connection;
    this.#signal = signal;
    this.#folder = folder;
    this.#wide = wide;
    signal.addEventListener('abort', this.#interrupt);
  }

  /**
   * @param folder  exists; the caller removes it
   * @param files  that may be read besides
   */
  static async open(folder: string, signal: AbortSignal, files: readonly string[] = [], bounds: WorkBounds = {}): Promise<WorkDatabase> {
    const { columns = 0, megabytes = MEGABYTES, spilled } = bounds;
    const wide = isWide(columns);
    const { threads = wide ? 1 : Math.min(MOST_THREADS, availableParallelism()) } = bounds;
    const memory = Math.ceil(megabytes + (wide ? MEGABYTES_PER_COLUMN * columns : 0));
    const instance = await DuckDBInstance.create(':memory:', { threads: String(threads), memory_limit: `${memory}MB` });
    const database = new WorkDatabase(instance, await instance.connect(), { signal, folder, wide });
    await database.run(`SET temp_directory = ${literal(join(folder, 'spilled'))}`);
    if (spilled) await database.run(`SET max_temp_directory_size = ${literal(spilled)}`);
    await database.run(`SET allowed_directories = [${literal(`${folder}/`)}]`);
    await database.run(`SET allowed_paths = [${files.map(literal).join(', ')}]`);
    for (const setting of [wide ? `disabled_optimizers = '${JOIN_FILTERS},${PAIRWISE}'` : JOIN_FILTERS_OFF, 'enable_progress_bar = true', 'enable_progress_bar_print = false', 'autoinstall_known_extensions = false', 'autoload_known_extensions = false', 'enable_external_access = false', 'lock_configuration = true']) {
      await database.run(`SET ${setting}`);
    }
    return database;
  }

  /** Rejects with the signal's reason once it is aborted. @param onProgress  told some times a second how far the statement is, 0 to 1; DuckDB's estimate */
  async run(sql: string, onProgress?: (done: number) => void): Promise<void> {
    const timer = onProgress && setInterval(() => onProgress(Math.min(1, Math.max(0, this.#connection.progress.percentage / 100))), PROGRESS_EVERY_MS);
    try {
      await this.#interruptible(() => this.#connection.run(sql));
    } finally {
      clearInterval(timer);
    }
  }

  /** Ends the work where the database was opened for narrower tables; `inWorkDatabase` begins it anew. */
  requireWidth(columns: number): void {
    if (isWide(columns) && !this.#wide) throw new WiderTable(columns);
  }

  /** Makes the table `name` of what a query gives; of a wide one a file and a view of it, which hold less while they are written and sorted. */
  async keep(name: string, query: string, columns: number, onProgress?: (done: number) => void): Promise<void> {
    if (!this.#wide) return this.run(`CREATE TABLE ${name} AS ${query}`, onProgress);
    const path = literal(this.#fileOf(name));
    await this.run(`COPY (${query}) TO ${path} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ${rowsTogether(ROWS_TOGETHER, columns)})`, onProgress);
    await this.run(`CREATE VIEW ${name} AS SELECT * FROM read_parquet(${path})`);
  }

  /** Gives back what was kept. */
  async drop(name: string): Promise<void> {
    await this.run(`DROP ${this.#wide ? 'VIEW' : 'TABLE'} ${name}`);
    if (this.#wide) await rm(this.#fileOf(name));
  }

  #fileOf(name: string): string {
    return join(this.#folder, `${name}.kept`);
  }

  /** For answers of a few rows. */
  async all<T>(sql: string, row: z.ZodType<T>): Promise<T[]> {
    const reader = await this.#interruptible(() => this.#connection.runAndReadAll(sql));
    return z.array(row).parse(reader.getRowObjectsJS());
  }

  async one<T>(sql: string, row: z.ZodType<T>): Promise<T> {
    const [only] = await this.all(sql, row);
    if (only === undefined) throw new Error(`No row: ${sql}`);
    return only;
  }

  /** Whether the query gives any row. */
  async has(sql: string): Promise<boolean> {
    return (await this.all(`${sql} LIMIT 1`, z.unknown())).length > 0;
  }

  /** What a query gives, some 2,000 rows at a time, without holding it all; other statements may run meanwhile, which it does not see. */
  async *stream(sql: string): AsyncGenerator<DuckDBDataChunk> {
    const connection = await this.#instance.connect();
    try {
      const result = await this.#interruptible(() => connection.stream(sql));
      for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
        this.#signal.throwIfAborted();
        yield chunk;
      }
    } finally {
      connection.closeSync();
    }
  }

  /** The caller flushes and closes it. */
  append(table: string): Promise<DuckDBAppender> {
    return this.#connection.createAppender(table);
  }

  close(): void {
    this.#signal.removeEventListener('abort', this.#interrupt);
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  async #interruptible<T>(work: () => Promise<T>): Promise<T> {
    this.#signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      this.#signal.throwIfAborted();
      throw error;
    }
  }
}
