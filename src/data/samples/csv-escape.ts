import { literal, quoted } from './sql.ts';

/**
 * How exported CSV writes cells that a spreadsheet would run, or that CSV cannot hold; undone by the import. A table that has
 * such cells gets one more column, `flywheel_escape`, whose cell names the characters that escape in its row:
 *
 * - `'`  a text that begins as a formula does, or with an apostrophe, has an apostrophe before
 * - `/`  within texts, where a formula follows a sign that ends a cell elsewhere, it has an apostrophe before; so have apostrophes before it
 * - `%`  carriage returns (which an import takes for line ends), NUL and per cent signs are written %0D, %00 and %25
 *
 * Where it is empty, and in tables without this column, cells are what they are. Names of columns are escaped by `'` wherever
 * there is such a column, and by `/` and `%` where these follow its own name, as in `flywheel_escape/%`.
 */
export const escapeColumn = 'flywheel_escape';
/** Its name while a file is read. */
export const escapeId = 'escape';

/** First characters of formulas in Excel, LibreOffice and Google Sheets, half and full width; and those that make a cell of its own (OWASP, CSV injection). */
const FORMULA_STARTS = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
const isFormula = (text: string) => FORMULA_STARTS.includes(text.replace(/^[ \u00a0]+/, '').charAt(0)) && text !== '';

/**
 * What ends a cell within a text, too, where the list separator is a semicolon, as in most of Europe: a file that is opened by a double
 * click is cut there at semicolons and line ends, though they stand in quotes (OWASP names separators for this); and at tabs where it is
 * pasted. Quotes and spaces may stand before the formula. Tabs and line ends are no formulas here: what follows them is one or is not.
 */
const CELL_ENDS = ';\\t\\n\\r';
const BEFORE = `([${CELL_ENDS}][${CELL_ENDS} \\x{a0}"]*)`;
const FORMULA = '[=+\\-@＝＋－＠]';
/** With the apostrophes that stand before a formula: one more is written, and one taken away, so that no two texts become one. */
const PLAIN_INNER = `${BEFORE}('*${FORMULA})`;
const ESCAPED_INNER = `${BEFORE}'('*${FORMULA})`;
const everywhere = (pattern: string) => new RegExp(pattern.replace('\\x{a0}', '\\xa0'), 'g');
const [plainInner, escapedInner] = [everywhere(PLAIN_INNER), everywhere(ESCAPED_INNER)];
const hasInner = (text: string) => text.search(plainInner) !== -1;
const escapeInner = (text: string) => text.replace(plainInner, "$1'$2");

/** A text of a table that nobody imports again, so that no spreadsheet runs it. */
export const spreadsheetSafe = (text: string): string => `${isFormula(text) ? "'" : ''}${escapeInner(text)}`;

/** Whether a text (of SQL) begins as a formula does; spaces before it do not keep a spreadsheet from it. */
export const isFormulaSql = (text: string) => `(coalesce(ord(ltrim(${text}, ${literal(' \u00a0')})), 0) IN (${FORMULA_STARTS.map((start) => start.codePointAt(0)).join(', ')}))`;
/** Whether a formula would begin a cell within a text (of SQL). */
export const hasInnerFormulaSql = (text: string) => `coalesce(regexp_matches(${text}, ${literal(PLAIN_INNER)}), false)`;
/** Whether a text (of SQL) holds what CSV cannot hold. */
export const isUnwritableSql = (text: string) => `coalesce(contains(${text}, chr(13)) OR contains(${text}, chr(0)), false)`;

/** A text of a row that holds formulas. */
export const withApostrophe = (text: string) => `CASE WHEN ${isFormulaSql(text)} OR starts_with(${text}, '''') THEN concat('''', ${text}) ELSE ${text} END`;
/** A text of a row that holds formulas behind signs that end cells. */
export const withInnerApostrophes = (text: string) => `regexp_replace(${text}, ${literal(PLAIN_INNER)}, '\\1''\\2', 'g')`;
/** A text of a row that holds what CSV cannot hold. */
export const withPercents = (text: string) => `replace(replace(replace(${text}, '%', '%25'), chr(13), '%0D'), chr(0), '%00')`;

/**
 * Rows of an exported table as they were before they were escaped. The cells of a row are one list, so that each step is written once: written
 * for each column, 2,000 of them take 16 s to plan and most of the memory, as a list 0.4 s.
 *
 * @param read  with the columns `ids`, and `escapeId`
 */
export function unescapedSql(read: string, ids: readonly string[]): string {
  const marks = quoted(escapeId);
  const cells = `[${ids.map(quoted).join(', ')}]`;
  const step = (list: string, mark: string, undone: string) => `list_transform(${list}, lambda cell: CASE WHEN contains(${marks}, ${literal(mark)}) THEN ${undone} ELSE cell END)`;
  const begun = step(cells, "'", `regexp_replace(cell, '^''', '')`);
  const bare = step(begun, '/', `regexp_replace(cell, ${literal(ESCAPED_INNER)}, '\\1\\2', 'g')`);
  const undone = step(bare, '%', `replace(replace(replace(cell, '%0D', chr(13)), '%00', chr(0)), '%25', '%')`);
  return `(SELECT ${ids.map((id, index) => `cells[${index + 1}] AS ${quoted(id)}`).join(', ')} FROM (SELECT CASE WHEN ${marks} IS NULL THEN ${cells} ELSE ${undone} END AS cells FROM ${read}))`;
}

const isUnwritable = (name: string) => /[\r\0]/.test(name);

/** The names of a table's columns as exported CSV has them. @param needed  whether cells need the column `flywheel_escape` */
export function escapedHeader(names: readonly string[], { needed, formulas }: { readonly needed: boolean; readonly formulas: boolean }): string[] {
  const percents = names.some(isUnwritable);
  const slashes = formulas && names.some(hasInner);
  if (!needed && !percents && !slashes && !names.some((name) => name.startsWith(escapeColumn) || (formulas && isFormula(name)))) return [...names];
  const escaped = (name: string) => {
    const writable = percents ? name.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\0', '%00') : name;
    const written = slashes ? escapeInner(writable) : writable;
    return name.startsWith(escapeColumn) || written.startsWith("'") || (formulas && isFormula(written)) ? `'${written}` : written;
  };
  return [...names.map(escaped), `${escapeColumn}${slashes ? '/' : ''}${percents ? '%' : ''}`];
}

const escapeCells = ['', '%', '/', '/%'].map((marks) => `${escapeColumn}${marks}`);

/** The column `flywheel_escape` in a header, and the names of all columns as they were; undefined where there is none. */
export function readEscapedHeader(cells: readonly string[]): { readonly place: number; readonly names: readonly string[] } | undefined {
  const place = cells.findIndex((cell) => escapeCells.includes(cell));
  if (place === -1) return undefined;
  const marks = cells[place]!.slice(escapeColumn.length);
  const begun = cells.map((cell) => (cell.startsWith("'") ? cell.slice(1) : cell));
  const bare = marks.includes('/') ? begun.map((cell) => cell.replace(escapedInner, '$1$2')) : begun;
  return { place, names: marks.includes('%') ? bare.map((cell) => cell.replaceAll('%0D', '\r').replaceAll('%00', '\0').replaceAll('%25', '%')) : bare };
}
