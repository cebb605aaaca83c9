import { mkdtemp, rm } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';
import type { DatasetDescription } from '../../plugin/index.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import { readSamplesManifest, samplesName } from '../layout/samples-manifest.ts';
import { VersionReader } from '../layout/version-reader.ts';
import { literal } from '../samples/sql.ts';
import { writeImageSamples } from '../version/image-samples.ts';

/** Of all rows of a row group that are looked at at once; nothing is spilled to files. */
const MEMORY = '256MB';
/** For all hashes of two versions. */
const COMPARING_MEMORY = '512MB';
/** A question that takes longer is given up. */
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

/**
 * A version as the views `samples` (`../version/sample-columns.ts`) and `flagged` (`../quality/assess.ts`), to be read alone: it writes no
 * file, and opens those two and no other. One thread.
 */
export class VersionTable {
  /** Names of the columns that hold the content; none of images. */
  readonly content: readonly string[];
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, content: readonly string[]) {
    this.#instance = instance;
    this.#connection = connection;
    this.content = content;
  }

  /** @param earlier  a version to compare with, as the view `earlier` */
  static async open(files: TableFiles, earlier?: TableFiles): Promise<VersionTable> {
    const { store, prefix, description } = files;
    const content = description.kind === 'IMAGE' ? [] : (await readSamplesManifest(store, prefix)).content;
    const samples = await samplesFile(files);
    const before = earlier && (await samplesFile(earlier));
    const findings = (await store.sizeOf(`${prefix}/${findingsName}`)) === undefined ? undefined : await store.localFile(`${prefix}/${findingsName}`);
    const paths = [samples, before, findings].filter((path) => path !== undefined);
    const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: earlier ? COMPARING_MEMORY : MEMORY });
    const connection = await instance.connect();
    for (const setting of [`allowed_paths = [${paths.map(literal).join(', ')}]`, `temp_directory = ''`, 'autoinstall_known_extensions = false', 'autoload_known_extensions = false', 'enable_external_access = false', 'lock_configuration = true']) {
      await connection.run(`SET ${setting}`);
    }
    const hasLabel = description.kind !== 'TEXT_PAIR' && description.kind !== 'INTERACTION';
    await connection.run(`CREATE VIEW samples AS ${viewOf(samples, hasLabel)}`);
    if (before !== undefined) await connection.run(`CREATE VIEW earlier AS ${viewOf(before, hasLabel)}`);
    await connection.run(`CREATE VIEW flagged AS ${findings === undefined ? nothingFlagged : `SELECT * FROM read_parquet(${literal(findings)})`}`);
    return new VersionTable(instance, connection, content);
  }

  /** For answers of a few rows; one question after another. @throws TooSlow */
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

const viewOf = (path: string, hasLabel: boolean) =>
  `SELECT * EXCLUDE (file_row_number), file_row_number AS sample_position${hasLabel ? '' : ', CAST(NULL AS VARCHAR) AS label'} FROM read_parquet(${literal(path)}, file_row_number = true)`;

const nothingFlagged = 'SELECT CAST(NULL AS VARCHAR) AS "check", CAST(NULL AS BIGINT) AS sample_position, CAST(NULL AS BIGINT) AS other, CAST(NULL AS DOUBLE) AS score, CAST(NULL AS VARCHAR) AS detail WHERE false';

/** Versions of images that an earlier release made have no such table: it is made and kept when they are looked at first (a second for 100,000). */
async function samplesFile({ store, prefix, description }: TableFiles): Promise<string> {
  const key = `${prefix}/${samplesName}`;
  if (description.kind === 'IMAGE' && (await store.sizeOf(key)) === undefined) {
    const folder = await mkdtemp(join(tmpdir(), 'flywheel-samples-'));
    try {
      const path = await writeImageSamples(await VersionReader.open(store, prefix), folder, new AbortController().signal);
      await store.write(key, createReadStream(path));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return store.localFile(key);
}
