import { z } from 'zod';
import { kindOfNumber, LEAST_PERSONAL_NUMBER } from '../personal-data/kind-of-number.ts';
import { quoted } from '../samples/sql.ts';
import { type WorkDatabase, wholeNumber } from '../samples/work-database.ts';
import type { OpenedVersion } from './open-version.ts';

/** Columns looked at by one statement: DuckDB's plan takes a time that grows with their square. */
const COUNTED_TOGETHER = 100;
/** Different long numbers by which a column is judged, about; beyond, those whose hash says so. */
const LOOKED_AT = 10_000;

/** A column of numbers, as the table calls it and as it is stored. */
export interface NumberColumn {
  readonly name: string;
  readonly stored: string;
}

/**
 * Columns of numbers that hold cards or national ids: where more than half of the different numbers of eleven digits and more are some. Of numbers
 * that are none, check digits make at most one in ten look so. Costs a count of each column of numbers, and a look at no more than some 10,000 numbers of those with long ones.
 */
export async function personalNumberColumns({ database, description, content }: Pick<OpenedVersion, 'database' | 'description' | 'content'>): Promise<NumberColumn[]> {
  if (description.kind !== 'TABULAR') return [];
  const numbers = description.columns.flatMap(({ name, type }, index) => (type === 'NUMBER' ? [{ name, stored: content[index] ?? name }] : []));
  const found: NumberColumn[] = [];
  for (const column of await withLongNumbers(database, numbers)) if (await isPersonal(database, column)) found.push(column);
  return found;
}

const isLong = (stored: string) => `abs(${quoted(stored)}) >= ${LEAST_PERSONAL_NUMBER}`;

async function withLongNumbers(database: WorkDatabase, columns: readonly NumberColumn[]): Promise<NumberColumn[]> {
  const found: NumberColumn[] = [];
  for (let first = 0; first < columns.length; first += COUNTED_TOGETHER) {
    const looked = columns.slice(first, first + COUNTED_TOGETHER);
    const counts = await database.one(`SELECT ${looked.map(({ stored }, index) => `count(*) FILTER (${isLong(stored)}) AS c${index}`).join(', ')} FROM samples`, z.record(z.string(), wholeNumber));
    found.push(...looked.filter((_, index) => (counts[`c${index}`] ?? 0) > 0));
  }
  return found;
}

async function isPersonal(database: WorkDatabase, { name, stored }: NumberColumn): Promise<boolean> {
  const column = quoted(stored);
  const { different } = await database.one(`SELECT approx_count_distinct(${column}) AS different FROM samples WHERE ${isLong(stored)}`, z.object({ different: wholeNumber }));
  const values = await database.all(
    `SELECT DISTINCT ${column} AS value FROM samples WHERE ${isLong(stored)} AND hash(${column}) % ${Math.max(1, Math.round(different / LOOKED_AT))} = 0`,
    z.object({ value: z.number() }),
  );
  return values.filter(({ value }) => kindOfNumber(name, value) !== undefined).length * 2 > values.length;
}

/** Makes the table `personal_numbers` of the different numbers of a column that are cards or national ids: `value` and `kind`. */
export async function findPersonalNumbers(database: WorkDatabase, { name, stored }: NumberColumn, table: 'samples' | 'edited'): Promise<void> {
  await database.run('CREATE TABLE personal_numbers (value DOUBLE, kind VARCHAR)');
  const appender = await database.append('personal_numbers');
  for await (const chunk of database.stream(`SELECT DISTINCT ${quoted(stored)} FROM ${table} WHERE ${isLong(stored)}`)) {
    for (const value of chunk.getColumnValues(0)) {
      const kind = kindOfNumber(name, Number(value));
      if (kind === undefined) continue;
      appender.appendDouble(Number(value));
      appender.appendVarchar(kind);
      appender.endRow();
    }
  }
  appender.flushSync();
  appender.closeSync();
}
