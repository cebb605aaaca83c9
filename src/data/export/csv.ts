import { z } from 'zod';
import { escapedHeader, isFormulaSql, isUnwritableSql, withApostrophe, withPercents } from '../samples/csv-escape.ts';
import { literal } from '../samples/sql.ts';
import type { WorkDatabase } from '../samples/work-database.ts';
import type { ExportedColumn } from './table-columns.ts';

const needs = z.object({ formulas: z.boolean(), unwritable: z.boolean(), wide: z.boolean() });

/**
 * The statement that writes the table as CSV: UTF-8, commas, all texts in quotes, an empty field where a value is missing. What CSV cannot
 * hold, and with `spreadsheetSafe` also what a spreadsheet would run, is escaped (`../samples/csv-escape.ts`). A safe file that is
 * not ASCII alone begins with a mark, without which Excel does not take it for UTF-8.
 */
export async function copyToCsv(database: WorkDatabase, columns: readonly ExportedColumn[], path: string, spreadsheetSafe: boolean): Promise<string> {
  const texts = columns.filter(({ type }) => type === 'TEXT').map(({ sql }) => sql);
  const any = (test: (text: string) => string) => `coalesce(bool_or(${texts.map(test).join(' OR ')}), false)`;
  const found = await database.one(`SELECT ${any(isFormulaSql)} AS formulas, ${any(isUnwritableSql)} AS unwritable, ${any((text) => `strlen(${text}) > length(${text})`)} AS wide FROM samples`, needs);
  const escape: Escape = { formulas: spreadsheetSafe && found.formulas, percents: found.unwritable };
  const header = escapedHeader(columns.map(({ name }) => name), { needed: escape.formulas || escape.percents, formulas: spreadsheetSafe });
  const mark = spreadsheetSafe && (found.wide || /[^\0-\x7f]/.test(header.join(''))) ? '\ufeff' : '';
  const quote = columns.flatMap(({ type }, index) => (type === 'TEXT' ? [`c${index}`] : []));
  const line = header.map((name) => `"${name.replaceAll('"', '""')}"`).join(',');
  return `COPY (${rows(columns, escape, header.length > columns.length)}) TO ${literal(path)} (FORMAT csv, HEADER false, PREFIX ${literal(`${mark}${line}\n`)}, SUFFIX '\n', FORCE_QUOTE (${quote.join(', ')}))`;
}

interface Escape {
  readonly formulas: boolean;
  readonly percents: boolean;
}

/** @param marked  whether there is a column that tells how each row is escaped */
function rows(columns: readonly ExportedColumn[], { formulas, percents }: Escape, marked: boolean): string {
  const plain = columns.map(({ sql }, index) => `${sql} AS c${index}`).join(', ');
  if (!formulas && !percents) return `SELECT ${plain}${marked ? ', NULL AS escape' : ''} FROM samples`;
  const texts = columns.flatMap(({ type }, index) => (type === 'TEXT' ? [`c${index}`] : []));
  const any = (wanted: boolean, test: (text: string) => string) => (wanted ? texts.map(test).join(' OR ') : 'false');
  const tested = `SELECT *, (${any(formulas, isFormulaSql)}) AS formulas, (${any(percents, isUnwritableSql)}) AS percents FROM (SELECT ${plain} FROM samples)`;
  const cells = columns.map(({ type }, index) => (type === 'TEXT' ? escapedCell(`c${index}`) : `c${index}`));
  return `SELECT ${cells.join(', ')}, nullif(concat(CASE WHEN formulas THEN '''' END, CASE WHEN percents THEN '%' END), '') AS escape FROM (${tested})`;
}

function escapedCell(cell: string): string {
  const written = `CASE WHEN percents THEN ${withPercents(cell)} ELSE ${cell} END`;
  return `CASE WHEN formulas THEN ${withApostrophe(`(${written})`)} ELSE ${written} END AS ${cell}`;
}
