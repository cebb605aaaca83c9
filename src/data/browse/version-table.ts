import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';
import type { DatasetDescription } from '../../plugin/index.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import { readSamplesManifest } from '../layout/samples-manifest.ts';
import { literal } from '../samples/sql.ts';
import { samplesFile } from './samples-file.ts';
import { JOIN_FILTERS_OFF } from '../samples/work-database.ts';

/** The pages of a column that are looked at at once; texts of 2,048 rows, of 120 kB each, fit. Nothing is spilled to files. */
const MEMORY = '512MB';
/** A question that takes longer is given up: one of a million texts for a word takes a second. */
const LONGEST_MS = 10_000;

/** As `../quality/assess.ts` writes it, whose checks need not be loaded here. */
const findingsName = 'findings.parquet';

/** A question took too long. */
export class TooSlow extends Error {
  override readonly name = 'TooSlow';
}

/** Where the files of a version lie. */
export interface TableFiles {
  readonly store: BlobStore;
  readonly prefix: string;
  readonly description: DatasetDescription;
}

export interface TableOptions {
  /** A version to compare with, as the view `earlier`. */
  readonly earlier?: TableFiles;
  readonly longestMs?: number;
}

/** For answers of a few rows. */
export type Ask = <T>(sql: string, row: z.ZodType<T>) => Promise<T[]>;

/**
 * A version as the views `samples` (`../version/sample-columns.ts`) and `flagged` (`../quality/assess.ts`), to be read alone: it writes no
 * file, and opens those two and no other. One thread.
 */
export class VersionTable {
  /** Names of the columns that hold the content; none of images. */
  readonly content: readonly string[];
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #longestMs: number;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, content: readonly string[], longestMs: number) {
    this.#instance = instance;
    this.#connection = connection;
    this.content = content;
    this.#longestMs = longestMs;
  }

  static async open(files: TableFiles, { earlier, longestMs = LONGEST_MS }: TableOptions = {}): Promise<VersionTable> {
    const { store, prefix, description } = files;
    const content = description.kind === 'IMAGE' ? [] : (await readSamplesManifest(store, prefix)).content;
    const samples = await samplesFile(files);
    const before = earlier && (await samplesFile(earlier));
    const findings = (await store.sizeOf(`${prefix}/${findingsName}`)) === undefined ? undefined : await store.localFile(`${prefix}/${findingsName}`);
    const paths = [samples, before, findings].filter((path) => path !== undefined);
    const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: MEMORY });
    const connection = await instance.connect();
    for (const setting of [`allowed_paths = [${paths.map(literal).join(', ')}]`, `temp_directory = ''`, JOIN_FILTERS_OFF, 'autoinstall_known_extensions = false', 'autoload_known_extensions = false', 'enable_external_access = false', 'lock_configuration = true']) {
      await connection.run(`SET ${setting}`);
    }
    const hasLabel = description.kind !== 'TEXT_PAIR' && description.kind !== 'INTERACTION';
    await connection.run(`CREATE VIEW samples AS ${viewOf(samples, hasLabel)}`);
    if (before !== undefined) await connection.run(`CREATE VIEW earlier AS ${viewOf(before, hasLabel)}`);
    await connection.run(`CREATE VIEW flagged AS ${findings === undefined ? nothingFlagged : `SELECT * FROM read_parquet(${literal(findings)})`}`);
    return new VersionTable(instance, connection, content, longestMs);
  }

  /**
   * One question after another, each of as many statements as it needs.
   * @param signal  the one who asked is gone
   * @throws TooSlow
   */
  question<T>(work: (ask: Ask) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const answer = this.#last.then(() => this.#answer(work, signal));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  async #answer<T>(work: (ask: Ask) => Promise<T>, gone?: AbortSignal): Promise<T> {
    const late = AbortSignal.timeout(this.#longestMs);
    const signal = gone ? AbortSignal.any([late, gone]) : late;
    const interrupt = () => this.#connection.interrupt();
    const check = () => {
      if (late.aborted) throw new TooSlow();
      signal.throwIfAborted();
    };
    signal.addEventListener('abort', interrupt);
    try {
      return await work(async (sql, row) => {
        check();
        const reader = await this.#connection.runAndReadAll(sql);
        return z.array(row).parse(reader.getRowObjectsJS());
      });
    } catch (error) {
      check();
      throw error;
    } finally {
      signal.removeEventListener('abort', interrupt);
    }
  }
}

const viewOf = (path: string, hasLabel: boolean) =>
  `SELECT * EXCLUDE (file_row_number), file_row_number AS sample_position${hasLabel ? '' : ', CAST(NULL AS VARCHAR) AS label'} FROM read_parquet(${literal(path)}, file_row_number = true)`;

const nothingFlagged = 'SELECT CAST(NULL AS VARCHAR) AS "check", CAST(NULL AS BIGINT) AS sample_position, CAST(NULL AS BIGINT) AS other, CAST(NULL AS DOUBLE) AS score, CAST(NULL AS VARCHAR) AS detail WHERE false';
