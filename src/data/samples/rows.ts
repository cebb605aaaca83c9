import { z } from 'zod';
import type { SplitName } from '../../plugin/index.ts';
import type { Commas } from './comma-numbers.ts';
import { type WorkDatabase, wholeNumber } from './work-database.ts';
import { quoted } from './sql.ts';
import { ImportFault } from '../import-fault.ts';
import type { DoubtfulEncodings, RepairedRows } from '../import-options.ts';
import { limits } from '../limits.ts';
import { counted, shown } from '../shown.ts';

/** A column of the table `rows`. */
export interface Column {
  /** As the files name it. */
  readonly name: string;
  /** In `rows`. */
  readonly id: string;
  /** What the format says of its values; UNTYPED where it says nothing, as CSV does. */
  readonly type: 'NUMBER' | 'TEXT' | 'UNTYPED';
  /** Whether the name is the files' own. */
  readonly named: boolean;
}

/** A column of which a row (from 1, of the file with this index) holds bytes that are no text in UTF-8. */
export interface BinaryColumn {
  readonly column: Column;
  readonly file: number;
  readonly row: number;
}

/** What was read into the table `rows`, in the order of the files. */
export interface Rows {
  readonly columns: readonly Column[];
  /** Names of the files; `rows.file` is an index into them. */
  readonly sources: readonly string[];
  /** What the names of the files tell. */
  readonly fileSplits: readonly (SplitName | undefined)[];
  /** Rows follow one another in the order of a text, and join to it. */
  readonly continuous: boolean;
  /** Of tables as text whose cells have no commas between them. */
  readonly commas?: Commas | undefined;
  /** Rows are texts of archives; their class stands in the second column. */
  readonly packed?: boolean;
  /** Files of archives that were left out. */
  readonly skippedFiles: number;
  /** What holds the rows, where `rows` is a view of it. */
  readonly table?: string;
  readonly repaired?: RepairedRows | undefined;
  readonly doubtful?: DoubtfulEncodings | undefined;
  /** Columns of bytes that are no text in UTF-8, with the first row that has such. */
  readonly binary?: readonly BinaryColumn[] | undefined;
  /** The line on which a row of a file begins, for messages; undefined where it is not known. */
  lineOf?(file: number, row: number): Promise<number | undefined>;
  /** Gives back the space that `lineOf` needs, which then must not be asked any more. */
  release?(): Promise<void>;
}

/** A fault where there are too many. */
export function requireColumns(file: string, count: number): void {
  if (count > limits.readColumns) throw new ImportFault(`${shown(file)}: more than ${counted(limits.columns)} columns, which are the most. Leave columns out; or is it of another format?`);
}

/** Numbers the names; a fault where two are equal. Empty ones become column1, column2, … */
export function columnsOf(file: string, names: readonly string[], type: (index: number) => Column['type'] = () => 'UNTYPED'): Column[] {
  requireColumns(file, names.length);
  const columns = names.map((name, index) => ({ name: name.trim() || `column${index + 1}`, id: `c${index}`, type: type(index), named: name.trim() !== '' }));
  const odd = columns.find(({ name }) => name.length > limits.columnNameLength || name.includes('\0'));
  if (odd) throw new ImportFault(`${shown(file)}: the name of a column ${odd.name.includes('\0') ? 'holds a NUL character' : `has more than ${counted(limits.columnNameLength)} characters`}: "${shown(odd.name)}". Does the first line name the columns?`);
  const met = new Set<string>();
  const twice = columns.find(({ name }) => met.size === met.add(name).size);
  if (twice) throw new ImportFault(`${shown(file)}: two columns are named "${shown(twice.name)}". Give each column a name of its own.`);
  return columns;
}

/** Where a row is, for a message: `a.csv: line 5`, or `a.parquet: row 4` of formats without lines. */
export async function placeOf(rows: Pick<Rows, 'sources' | 'lineOf'>, file: number, row: number): Promise<string> {
  const line = await rows.lineOf?.(file, row);
  return `${shown(rows.sources[file] ?? '')}: ${line === undefined ? `row ${counted(row)}` : `line ${counted(line)}`}`;
}

/**
 * Makes the empty table `rows`: `file` (index), `row` (from 1, within the file), `entry` (name in an archive, or null),
 * `split` (index into `splitNames`, where the entry tells one), and the columns as texts, or as `types` says.
 */
export async function createRows(database: WorkDatabase, columns: readonly Column[], types: readonly string[] = []): Promise<void> {
  database.requireWidth(columns.length);
  const own = columns.map(({ id }, index) => `, ${quoted(id)} ${types[index] ?? 'VARCHAR'}`).join('');
  await database.run(`CREATE TABLE rows (file INTEGER, row BIGINT, entry VARCHAR, split UTINYINT${own})`);
}

/** What holds rows once they are numbered. */
export const numberedTable = 'read_rows';

/**
 * Gives rows of the table `rows`, which had none while they were read, their numbers, by the order in which they lie; `rows` is a view of
 * `numberedTable` then. To count them while they are read leaves all of it to one thread, and takes twice the work.
 *
 * @param starts  for each file, how many rows lie before its own
 */
export async function numberRows(database: WorkDatabase, starts: readonly number[]): Promise<void> {
  await database.run(`ALTER TABLE rows RENAME TO ${numberedTable}`);
  await database.run(`CREATE VIEW rows AS SELECT * REPLACE (rowid - [${starts.join(', ')}][file + 1] + 1 AS row) FROM ${numberedTable}`);
}

/** How many rows were read so far. */
export async function countRows(database: WorkDatabase): Promise<number> {
  return (await database.one('SELECT count(*) AS count FROM rows', z.object({ count: wholeNumber }))).count;
}
