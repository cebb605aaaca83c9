import { z } from 'zod';
import type { WorkDatabase } from '../samples/work-database.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { literal } from '../samples/sql.ts';

/** Rows that are brought into memory at once. */
const PAGE = 4096;

/** Column by name, each with a value per row. */
export type Page = Readonly<Record<string, readonly unknown[]>>;

export interface Sampled {
  readonly count: number;
  /** One sample in how many was taken. */
  readonly every: number;
}

/**
 * The expression that takes one sample in so many that at most `most` of `total` are left: those whose place in the stored order is a
 * multiple. That order is by hash of the content within each split (of interactions by time), so every sample is as likely as any other.
 */
export const everyNth = (total: number, most: number) => Math.max(1, Math.ceil(total / most));

/**
 * Reads what a query gives a page at a time, in the order of `sample_position`, which it must give; other statements may run meanwhile.
 * What the query gives is kept in a table of the work database until the last page is read.
 */
export async function* pages(database: WorkDatabase, query: string, columns: readonly string[]): AsyncGenerator<Page> {
  await database.run(`CREATE OR REPLACE TEMP TABLE paged AS SELECT row_number() OVER () - 1 AS page_row, * FROM (${query} ORDER BY sample_position)`);
  try {
    const { count } = await database.one('SELECT count(*) AS count FROM paged', z.object({ count: wholeNumber }));
    const lists = columns.map((name, index) => `list("${name}" ORDER BY page_row) AS c${index}`).join(', ');
    for (let first = 0; first < count; first += PAGE) {
      const row = await database.one(`SELECT ${lists} FROM paged WHERE page_row >= ${first} AND page_row < ${first + PAGE}`, z.record(z.string(), z.custom<unknown[]>(Array.isArray)));
      yield Object.fromEntries(columns.map((name, index) => [name, row[`c${index}`] ?? []]));
    }
  } finally {
    await database.run('DROP TABLE IF EXISTS paged');
  }
}

/** Numbers of a page's column; NaN where there is none. */
export const numbersOf = (page: Page, name: string): number[] => (page[name] ?? []).map((value) => (typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : NaN));

/** Texts of a page's column; null where there is none. */
export const textsOf = (page: Page, name: string): (string | null)[] => (page[name] ?? []).map((value) => (typeof value === 'string' ? value : null));

/** A place in a list of SQL, counted from 0. */
export const placeIn = (expression: string, names: readonly string[]) => `(list_position([${names.map(literal).join(', ')}], ${expression}) - 1)`;
