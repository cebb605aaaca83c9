import { z } from 'zod';
import type { TableColumn } from '../../plugin/index.ts';
import { type Commas, PERHAPS_THOUSANDS } from './comma-numbers.ts';
import type { Column } from './rows.ts';
import { literal, quoted } from './sql.ts';
import { type FractionSign, isNumber, isNumberWithComma, nameOf, noNumber } from './values.ts';
import { type WorkDatabase, wholeNumber } from './work-database.ts';

/** Columns looked at by one statement: DuckDB's plan takes a time that grows with their square (2,000: 32 s, in hundreds 1.5 s). */
const TYPED_TOGETHER = 100;
/** Rows by which columns of texts are told. */
const FIRST_ROWS = '(SELECT * FROM rows LIMIT 10000)';

export interface TypedBy {
  /** What the caller says. */
  readonly named: ReadonlyMap<Column, TableColumn['type']>;
  readonly missing: readonly string[];
  readonly commas: Commas | undefined;
}

/**
 * The columns that are NUMBER, and how their fractions begin; all others are CATEGORY. A column is NUMBER where the caller or the format says
 * so, or where every value is a number and none is written with a zero before other digits, as codes are; not where there is no value at all.
 */
export async function numberColumns(database: WorkDatabase, columns: readonly Column[], { named, missing, commas }: TypedBy): Promise<ReadonlyMap<Column, FractionSign>> {
  const told = (column: Column) => named.get(column) ?? (column.type === 'NUMBER' ? 'NUMBER' : column.type === 'TEXT' ? 'CATEGORY' : undefined);
  const unknown = columns.filter((column) => told(column) === undefined);
  const withPoint = await passing(database, unknown, (column) => `bool_and(${isNumber(column, missing)})`);
  const withComma = await numbersWithComma(database, unknown.filter((column) => !withPoint.includes(column)), missing, commas);
  const signs = await signsOf(database, columns.filter((column) => told(column) === 'NUMBER'), missing, commas);
  return new Map([...signs, ...withPoint.map((column) => [column, 'POINT'] as const), ...withComma.map((column) => [column, 'COMMA'] as const)]);
}

/** Of columns that are no numbers with points, those of which every value is one with a comma, and one at least has a comma that begins a fraction for sure. */
export async function numbersWithComma(database: WorkDatabase, columns: readonly Column[], missing: readonly string[], commas: Commas | undefined): Promise<readonly Column[]> {
  if (commas === undefined) return [];
  return passing(database, columns, (column) => `bool_and(${isNumberWithComma(column, missing)})`, (column) => hasFraction(column, commas));
}

/** How the fractions of columns that must be numbers begin: with a comma where one is there for sure, and fewer values are no numbers then. */
export async function signsOf(database: WorkDatabase, columns: readonly Column[], missing: readonly string[], commas: Commas | undefined): Promise<ReadonlyMap<Column, FractionSign>> {
  const signs = new Map<Column, FractionSign>(columns.map((column) => [column, 'POINT']));
  const texts = columns.filter(({ type }) => type !== 'NUMBER');
  const likely = await those(database, texts, 'rows', ({ id }) => `bool_or(contains(${quoted(id)}, ','))`, false);
  for (const column of await those(database, likely, 'rows', (column) => hasFraction(column, commas), false)) {
    const odd = (sign: FractionSign) => `count(*) FILTER (${noNumber(column, missing, sign)})`;
    const { point, comma } = await database.one(`SELECT ${odd('POINT')} AS point, ${odd('COMMA')} AS comma FROM rows`, z.object({ point: wholeNumber, comma: wholeNumber }));
    if (comma < point) signs.set(column, 'COMMA');
  }
  return signs;
}

/** Whether a value has a comma that is not one between thousands, in SQL. Cells without a comma are not looked at further. */
function hasFraction(column: Column, commas: Commas | undefined): string {
  const begins = commas === 'BEGIN_FRACTIONS' ? 'true' : `NOT regexp_full_match(${nameOf(column)}, ${literal(PERHAPS_THOUSANDS)})`;
  return `bool_or(CASE WHEN contains(${quoted(column.id)}, ',') THEN ${begins} END)`;
}

/** The columns for which the test holds, and in the end also the other. Those whose first rows say otherwise are not looked at further; without any value there, it is open. */
async function passing(database: WorkDatabase, columns: readonly Column[], test: (column: Column) => string, inTheEnd: (column: Column) => string = () => 'true'): Promise<Column[]> {
  const likely = await those(database, columns, FIRST_ROWS, test, true);
  return those(database, likely, 'rows', (column) => `${test(column)} AND ${inTheEnd(column)}`, false);
}

/** The columns for which an aggregate is true. */
async function those(database: WorkDatabase, columns: readonly Column[], from: string, test: (column: Column) => string, open: boolean): Promise<Column[]> {
  const found: Column[] = [];
  for (let first = 0; first < columns.length; first += TYPED_TOGETHER) {
    const looked = columns.slice(first, first + TYPED_TOGETHER);
    const results = await database.one(`SELECT ${looked.map((column, index) => `${test(column)} AS c${index}`).join(', ')} FROM ${from}`, z.record(z.string(), z.boolean().nullable()));
    found.push(...looked.filter((_, index) => results[`c${index}`] === true || (open && results[`c${index}`] === null)));
  }
  return found;
}
