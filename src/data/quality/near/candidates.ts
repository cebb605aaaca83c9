import { z } from 'zod';
import type { WorkDatabase } from '../../samples/work-database.ts';

/** Neighbours before it in a band, that a sample is compared with, beside the first of all. */
const NEIGHBOURS = 2;

/** A table of keys (32 bits) by which samples are alike, a column per band, a row for each sample. */
export class KeyTable {
  readonly #database: WorkDatabase;
  readonly #name: string;
  readonly #bands: number;
  readonly #appender: Awaited<ReturnType<WorkDatabase['append']>>;

  private constructor(database: WorkDatabase, name: string, bands: number, appender: Awaited<ReturnType<WorkDatabase['append']>>) {
    this.#database = database;
    this.#name = name;
    this.#bands = bands;
    this.#appender = appender;
  }

  static async create(database: WorkDatabase, name: string, bands: number): Promise<KeyTable> {
    await database.run(`CREATE TABLE ${name} (sample_position INTEGER, ${Array.from({ length: bands }, (_, band) => `k${band} INTEGER`).join(', ')})`);
    return new KeyTable(database, name, bands, await database.append(name));
  }

  add(position: number, keys: Int32Array): void {
    this.#appender.appendInteger(position);
    for (const key of keys) this.#appender.appendInteger(key);
    this.#appender.endRow();
  }

  /**
   * Adds to the table `near_pairs` (sample_position, other) the pairs that agree in a key: each sample with the first that has this key, and
   * with those before it in the order of the next key. So there are at most `bands` × 3 for a sample, however many agree: cost is linear but
   * for the sort. The table of keys is removed.
   */
  async pairs(): Promise<void> {
    this.#appender.flushSync();
    this.#appender.closeSync();
    await this.#database.run('CREATE TABLE IF NOT EXISTS near_pairs (sample_position INTEGER, other INTEGER)');
    for (let band = 0; band < this.#bands; band += 1) {
      const order = `PARTITION BY k${band} ORDER BY k${(band + 1) % this.#bands}, sample_position`;
      const before = Array.from({ length: NEIGHBOURS }, (_, index) => `lag(sample_position, ${index + 1}) OVER (${order})`);
      await this.#database.run(`
        INSERT INTO near_pairs SELECT DISTINCT greatest(sample_position, other), least(sample_position, other) FROM (
          SELECT sample_position, unnest([min(sample_position) OVER (PARTITION BY k${band}), ${before.join(', ')}]) AS other
          FROM ${this.#name} SEMI JOIN (SELECT k${band} FROM ${this.#name} GROUP BY ALL HAVING count(*) > 1) USING (k${band}))
        WHERE other <> sample_position`);
    }
    await this.#database.run(`DROP TABLE ${this.#name}`);
  }
}

/** Makes `near_left_out` of the table `equal`, which is gone then: samples with an equal one before them, which another check tells. */
export async function leaveCopiesOut(database: WorkDatabase): Promise<void> {
  await database.run(`
    CREATE TABLE near_left_out AS SELECT sample_position FROM equal
    QUALIFY row_number() OVER (PARTITION BY hash ORDER BY sample_position) > 1`);
  await database.run('DROP TABLE equal');
}

/** How many samples there are, for what is counted by position. */
export async function countOf(database: WorkDatabase): Promise<number> {
  return (await database.one('SELECT count(*) AS count FROM samples', z.object({ count: z.coerce.number() }))).count;
}

/** What was compared and is near: the samples that are left of each cluster are near to none of the others that are left. */
export class NearSamples {
  readonly #database: WorkDatabase;
  readonly #flagged: Uint8Array;
  readonly #appender: Awaited<ReturnType<WorkDatabase['append']>>;

  private constructor(database: WorkDatabase, samples: number, appender: Awaited<ReturnType<WorkDatabase['append']>>) {
    this.#database = database;
    this.#flagged = new Uint8Array(samples);
    this.#appender = appender;
  }

  static async create(database: WorkDatabase): Promise<NearSamples> {
    await database.run('CREATE TABLE near (sample_position BIGINT, other BIGINT, score DOUBLE)');
    return new NearSamples(database, await countOf(database), await database.append('near'));
  }

  /** Whether a comparison could still change anything; ask in ascending order of the position. */
  isOpen(position: number, other: number): boolean {
    return this.#flagged[position] === 0 && this.#flagged[other] === 0;
  }

  add(position: number, other: number, score: number): void {
    this.#flagged[position] = 1;
    this.#appender.appendBigInt(BigInt(position));
    this.#appender.appendBigInt(BigInt(other));
    this.#appender.appendDouble(score);
    this.#appender.endRow();
  }

  async end(): Promise<void> {
    this.#appender.flushSync();
    this.#appender.closeSync();
    await this.#database.run('DROP TABLE IF EXISTS near_pairs');
  }
}
