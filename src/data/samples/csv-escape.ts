import { literal } from './sql.ts';

/**
 * How exported CSV writes cells that a spreadsheet would run, or that CSV cannot hold; undone by the import. A table that has
 * such cells gets one more column, `flywheel_escape`, whose cell names the characters that escape in its row:
 *
 * - `'`  a text that begins as a formula does, or with an apostrophe, has an apostrophe before
 * - `%`  carriage returns (which an import takes for line ends), NUL and per cent signs are written %0D, %00 and %25
 *
 * Where it is empty, and in tables without this column, cells are what they are. Names of columns are escaped by `'` wherever
 * there is such a column, and by `%` where it is called `flywheel_escape%`.
 */
export const escapeColumn = 'flywheel_escape';

/** First characters of formulas in Excel, LibreOffice and Google Sheets, half and full width; and those that make a cell of its own (OWASP, CSV injection). */
const FORMULA_STARTS = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
const isFormula = (text: string) => FORMULA_STARTS.includes(text.replace(/^[ \u00a0]+/, '').charAt(0)) && text !== '';

/** A text of a table that nobody imports again, so that no spreadsheet runs it. */
export const spreadsheetSafe = (text: string): string => (isFormula(text) ? `'${text}` : text);

/** Whether a text (of SQL) begins as a formula does; spaces before it do not keep a spreadsheet from it. */
export const isFormulaSql = (text: string) => `(coalesce(ord(ltrim(${text}, ${literal(' \u00a0')})), 0) IN (${FORMULA_STARTS.map((start) => start.codePointAt(0)).join(', ')}))`;
/** Whether a text (of SQL) holds what CSV cannot hold. */
export const isUnwritableSql = (text: string) => `coalesce(contains(${text}, chr(13)) OR contains(${text}, chr(0)), false)`;

/** A text of a row that holds formulas. */
export const withApostrophe = (text: string) => `CASE WHEN ${isFormulaSql(text)} OR starts_with(${text}, '''') THEN concat('''', ${text}) ELSE ${text} END`;
/** A text of a row that holds what CSV cannot hold. */
export const withPercents = (text: string) => `replace(replace(replace(${text}, '%', '%25'), chr(13), '%0D'), chr(0), '%00')`;

/** A cell as it was before it was escaped. @param marks  the cell of `flywheel_escape` */
export function unescapedSql(cell: string, marks: string): string {
  const bare = `CASE WHEN contains(${marks}, '''') AND starts_with(${cell}, '''') THEN substr(${cell}, 2) ELSE ${cell} END`;
  return `CASE WHEN ${marks} IS NULL THEN ${cell} WHEN contains(${marks}, '%') THEN replace(replace(replace(${bare}, '%0D', chr(13)), '%00', chr(0)), '%25', '%') ELSE ${bare} END`;
}

const isUnwritable = (name: string) => /[\r\0]/.test(name);

/** The names of a table's columns as exported CSV has them. @param needed  whether cells need the column `flywheel_escape` */
export function escapedHeader(names: readonly string[], { needed, formulas }: { readonly needed: boolean; readonly formulas: boolean }): string[] {
  const percents = names.some(isUnwritable);
  if (!needed && !percents && !names.some((name) => name.startsWith(escapeColumn) || (formulas && isFormula(name)))) return [...names];
  const escaped = (name: string) => {
    const written = percents ? name.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\0', '%00') : name;
    return name.startsWith(escapeColumn) || written.startsWith("'") || (formulas && isFormula(written)) ? `'${written}` : written;
  };
  return [...names.map(escaped), percents ? `${escapeColumn}%` : escapeColumn];
}

/** The column `flywheel_escape` in a header, and the names of all columns as they were; undefined where there is none. */
export function readEscapedHeader(cells: readonly string[]): { readonly place: number; readonly names: readonly string[] } | undefined {
  const place = cells.findIndex((cell) => cell === escapeColumn || cell === `${escapeColumn}%`);
  if (place === -1) return undefined;
  const bare = cells.map((cell) => (cell.startsWith("'") ? cell.slice(1) : cell));
  return { place, names: cells[place] === escapeColumn ? bare : bare.map((cell) => cell.replaceAll('%0D', '\r').replaceAll('%00', '\0').replaceAll('%25', '%')) };
}

/** Its name while a file is read. */
export const escapeId = 'escape';
