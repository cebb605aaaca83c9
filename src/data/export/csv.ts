import { z } from 'zod';
import { escapedHeader, hasInnerFormulaSql, isFormulaSql, isUnwritableSql, withApostrophe, withInnerApostrophes, withPercents } from '../samples/csv-escape.ts';
import { literal } from '../samples/sql.ts';
import type { WorkDatabase } from '../samples/work-database.ts';
import type { ExportedColumn } from './table-columns.ts';

const needs = z.object({ formulas: z.boolean(), inner: z.boolean(), unwritable: z.boolean(), wide: z.boolean() });

/**
 * The statement that writes the table as CSV: UTF-8, commas, all texts in quotes, an empty field where a value is missing. What CSV cannot
 * hold, and with `spreadsheetSafe` also what a spreadsheet would run, is escaped (`../samples/csv-escape.ts`). A safe file that is
 * not ASCII alone begins with a mark, without which Excel does not take it for UTF-8.
 */
export async function copyToCsv(database: WorkDatabase, columns: readonly ExportedColumn[], path: string, spreadsheetSafe: boolean): Promise<string> {
  const texts = columns.filter(({ type }) => type === 'TEXT').map(({ sql }) => sql);
  const any = (test: (text: string) => string) => `coalesce(bool_or(${anyOf(texts, test)}), false)`;
  const found = await database.one(`SELECT ${any(isFormulaSql)} AS formulas, ${any(hasInnerFormulaSql)} AS "inner", ${any(isUnwritableSql)} AS unwritable, ${any((text) => `strlen(${text}) > length(${text})`)} AS wide FROM samples`, needs);
  const escape: Escape = { formulas: spreadsheetSafe && found.formulas, inner: spreadsheetSafe && found.inner, percents: found.unwritable };
  const header = escapedHeader(columns.map(({ name }) => name), { needed: escape.formulas || escape.inner || escape.percents, formulas: spreadsheetSafe });
  const mark = spreadsheetSafe && (found.wide || /[^\0-\x7f]/.test(header.join(''))) ? '\ufeff' : '';
  const quote = columns.flatMap(({ type }, index) => (type === 'TEXT' ? [`c${index}`] : []));
  const line = header.map((name) => `"${name.replaceAll('"', '""')}"`).join(',');
  return `COPY (${rows(columns, escape, header.length > columns.length)}) TO ${literal(path)} (FORMAT csv, HEADER false, PREFIX ${literal(`${mark}${line}\n`)}, SUFFIX '\n', FORCE_QUOTE (${quote.join(', ')}))`;
}

interface Escape {
  readonly formulas: boolean;
  /** Formulas within texts. */
  readonly inner: boolean;
  readonly percents: boolean;
}

/** Whether the test (of SQL) holds for one of the texts. Of a list it is written once, however many there are. */
const anyOf = (texts: readonly string[], test: (text: string) => string) => `len(list_filter([${texts.join(', ')}], lambda cell: ${test('cell')})) > 0`;

/** @param marked  whether there is a column that tells how each row is escaped */
function rows(columns: readonly ExportedColumn[], { formulas, inner, percents }: Escape, marked: boolean): string {
  const plain = columns.map(({ sql }, index) => `${sql} AS c${index}`).join(', ');
  if (!formulas && !inner && !percents) return `SELECT ${plain}${marked ? ', NULL AS escape' : ''} FROM samples`;
  const texts = columns.flatMap(({ type }, index) => (type === 'TEXT' ? [`c${index}`] : []));
  const any = (wanted: boolean, test: (text: string) => string) => (wanted ? anyOf(texts, test) : 'false');
  const tested = `SELECT *, (${any(formulas, isFormulaSql)}) AS formulas, (${any(inner, hasInnerFormulaSql)}) AS "inner", (${any(percents, isUnwritableSql)}) AS percents FROM (SELECT ${plain} FROM samples)`;
  const written = `SELECT *, ${escapedCells(texts)} AS written FROM (${tested})`;
  const cells = columns.map(({ type }, index) => (type === 'TEXT' ? `written[${texts.indexOf(`c${index}`) + 1}] AS c${index}` : `c${index}`));
  return `SELECT ${cells.join(', ')}, nullif(concat(CASE WHEN formulas THEN '''' END, CASE WHEN "inner" THEN '/' END, CASE WHEN percents THEN '%' END), '') AS escape FROM (${written})`;
}

/** The texts of a row as they are written, as a list. */
function escapedCells(texts: readonly string[]): string {
  const step = (list: string, needed: string, written: string) => `list_transform(${list}, lambda cell: CASE WHEN ${needed} THEN ${written} ELSE cell END)`;
  const writable = step(`[${texts.join(', ')}]`, 'percents', withPercents('cell'));
  return step(step(writable, '"inner"', withInnerApostrophes('cell')), 'formulas', withApostrophe('cell'));
}
