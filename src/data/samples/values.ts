import { COMMA_NUMBER } from './comma-numbers.ts';
import type { Column } from './rows.ts';
import { literal, quoted } from './sql.ts';

/** What stands before the fraction of a number. */
export type FractionSign = 'POINT' | 'COMMA';

/**
 * The table `rows` with cells that say that a value is missing as nulls, and without spaces around the others, for what
 * follows to look at them often: DuckDB computes an expression as often as it is written.
 *
 * @param missing  words that stand for no value, besides empty cells; compared without the case of letters and spaces around
 * @param numbers  columns to give as numbers, where a cell is one, else null; and how their fractions begin
 */
export function cleanedRows(columns: readonly Column[], missing: readonly string[], numbers: ReadonlyMap<Column, FractionSign> = new Map()): string {
  const all = (own: (column: Column) => string) => ['file', 'row', 'entry', 'split', ...columns.map((column) => (column.type === 'NUMBER' ? quoted(column.id) : `${own(column)} AS ${quoted(column.id)}`))].join(', ');
  const named = (column: Column) => (numbers.has(column) ? quoted(column.id) : nameOf(column));
  const value = (column: Column) => (numbers.has(column) ? asNumber(column, missing, numbers.get(column)) : `CASE WHEN ${isValue(quoted(column.id), missing)} THEN ${quoted(column.id)} END`);
  return `(SELECT ${all(value)} FROM (SELECT ${all(named)} FROM rows))`;
}

/** The cell as text, spaces around taken off; null where it is empty. Only a cell with a space at its ends, or characters beyond ASCII, is worked on: a third of the time. */
export function nameOf({ id, type }: Column): string {
  if (type === 'NUMBER') return `CAST(${quoted(id)} AS VARCHAR)`;
  const cell = quoted(id);
  return `(CASE WHEN starts_with(${cell}, ' ') OR ends_with(${cell}, ' ') OR strlen(${cell}) <> length(${cell}) THEN nullif(trim(nfc_normalize(${cell})), '') ELSE nullif(${cell}, '') END)`;
}

/** Whether no number stands for a missing value. */
const areWords = (missing: readonly string[]) => !missing.some((word) => /\d/.test(word));

/** The cell of `rows` as a double, or null. Most are read at once; a cell that is none as it stands may be one once it is cleaned. */
function asNumber(column: Column, missing: readonly string[], sign: FractionSign = 'POINT'): string {
  const name = nameOf(column);
  if (sign === 'COMMA') return `TRY_CAST(CASE WHEN ${isValue(name, missing)} THEN ${withPoint(name)} END AS DOUBLE)`;
  const cleaned = `TRY_CAST(CASE WHEN ${isValue(name, missing)} THEN ${name} END AS DOUBLE)`;
  return areWords(missing) ? `coalesce(TRY_CAST(${quoted(column.id)} AS DOUBLE), ${cleaned})` : cleaned;
}

/** Whether the cell of `rows` is a number, and not written with a zero before other digits, as codes are; null where it says that a value is missing. */
export function isNumber(column: Column, missing: readonly string[]): string {
  const [cell, name] = [quoted(column.id), nameOf(column)];
  const cleaned = `CASE WHEN ${isValue(name, missing)} THEN TRY_CAST(${name} AS DOUBLE) IS NOT NULL AND NOT ${isCode(name)} END`;
  // By their first characters most cells are seen to be without such a zero: a tenth of the time.
  const begins = `${cell} BETWEEN '1' AND ':' OR ${cell} BETWEEN '-1' AND '-:' OR ${cell} BETWEEN '0.' AND '0/' OR ${cell} BETWEEN '-0.' AND '-0/' OR ${cell} = '0'`;
  return areWords(missing) ? `CASE WHEN (${begins}) AND isfinite(TRY_CAST(${cell} AS DOUBLE)) THEN true WHEN ${cell} IS NULL THEN NULL ELSE ${cleaned} END` : cleaned;
}

const isCode = (name: string) => `(substr(ltrim(${name}, '+-'), 1, 2) BETWEEN '00' AND '09')`;

/** The same of numbers whose fractions begin with a comma. */
export function isNumberWithComma(column: Column, missing: readonly string[]): string {
  const name = nameOf(column);
  return `CASE WHEN ${isValue(name, missing)} THEN regexp_full_match(${name}, ${literal(COMMA_NUMBER)}) AND NOT ${isCode(name)} END`;
}

/** A number whose fraction begins with a comma as a cast takes it; null where it is none. */
const withPoint = (text: string) => `CASE WHEN regexp_full_match(${text}, ${literal(COMMA_NUMBER)}) THEN replace(replace(${text}, '.', ''), ',', '.') END`;

/** The text as it is; null where nothing but spaces is in it. */
export const textOf = ({ id, type }: Column) => (type === 'NUMBER' ? `CAST(${quoted(id)} AS VARCHAR)` : `(CASE WHEN regexp_matches(${quoted(id)}, '[^ \\t\\n\\r\\x{a0}]') THEN ${quoted(id)} END)`);

/** The cell of `cleanedRows` as text, or null. */
export const valueOf = ({ id, type }: Column) => (type === 'NUMBER' ? `CAST(${quoted(id)} AS VARCHAR)` : quoted(id));

/** A finite double, or null, where the cell (cleaned or not) is one; −0 becomes 0, so that equal numbers have equal hashes. */
export function numberOf(column: Column, sign: FractionSign = 'POINT'): string {
  const number = column.type === 'NUMBER' ? `CAST(${quoted(column.id)} AS DOUBLE)` : `TRY_CAST(${sign === 'COMMA' ? withPoint(nameOf(column)) : quoted(column.id)} AS DOUBLE)`;
  return `(CASE WHEN isfinite(${number}) THEN ${number} + 0.0 END)`;
}

/** Whether the cell holds a value that is no number. */
export function noNumber(column: Column, missing: readonly string[], sign: FractionSign = 'POINT'): string {
  if (column.type === 'NUMBER') return 'false';
  return `(${present(column, missing)} AND TRY_CAST(${sign === 'COMMA' ? withPoint(nameOf(column)) : quoted(column.id)} AS DOUBLE) IS NULL)`;
}

/** What `noNumber` misses, for messages. */
export const expectedNumber = (sign: FractionSign | undefined) => (sign === 'COMMA' ? 'a number with a decimal comma, as most values there are' : 'a number');

/** Whether the cell holds a value that is no time. */
export const noTime = (column: Column, missing: readonly string[]) => (column.type === 'NUMBER' ? 'false' : `(${present(column, missing)} AND TRY_CAST(${quoted(column.id)} AS DOUBLE) IS NULL AND TRY_CAST(${quoted(column.id)} AS TIMESTAMP) IS NULL)`);

/** Whether the cell holds anything but a word for a missing value. */
export const present = (column: Column, missing: readonly string[]) => `coalesce(${isValue(nameOf(column), missing)}, false)`;

/**
 * Whether a text is there, and none of these words. As a pattern: DuckDB makes a join of `IN` with so many words, one per column
 * (100 columns of 2,000 rows: 1.7 s against 0.06 s; 300 columns: out of memory).
 */
function isValue(text: string, words: readonly string[]): string {
  if (words.length === 0) return `${text} IS NOT NULL`;
  const pattern = words.map((word) => word.trim().replace(/[^\p{L}\p{N}]/gu, (sign) => `\\x{${sign.codePointAt(0)?.toString(16)}}`)).join('|');
  // Longer ones are none of them. A letter may take more bytes in the other case.
  const most = Math.max(...words.map((word) => (/^[^ks\x80-\uffff]*$/i.test(word) ? word.length : 4 * word.length)));
  return `CASE WHEN strlen(${text}) <= ${most} THEN NOT regexp_full_match(${text}, ${literal(`(?i)(${pattern})`)}) ELSE ${text} IS NOT NULL END`;
}

/** Seconds since 1970, or null. Numbers over 10¹¹ are milliseconds (the year 5138 in seconds); texts are dates as ISO 8601 writes them, in UTC where they name no zone. */
export function timeOf(column: Column): string {
  const number = numberOf(column);
  const seconds = `(CASE WHEN abs(${number}) > 1e11 THEN ${number} / 1000 ELSE ${number} END)`;
  return column.type === 'NUMBER' ? seconds : `coalesce(${seconds}, epoch(TRY_CAST(${quoted(column.id)} AS TIMESTAMP)))`;
}
