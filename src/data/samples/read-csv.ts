import { open, truncate } from 'node:fs/promises';
import { z } from 'zod';
import { ImportFault } from '../import-fault.ts';
import { limits } from '../limits.ts';
import { counted, shown } from '../shown.ts';
import { escapeId, readEscapedHeader, unescapedSql } from './csv-escape.ts';
import { type Dialect, guessDialect, SNIFFED } from './dialect.ts';
import { guessHeader } from './guess-header.ts';
import { lookBounds } from './look.ts';
import { parseRecords } from './parse-records.ts';
import { requireTable } from './require-table.ts';
import { dropLastRecord, type RecordLayout } from './record-places.ts';
import { type Column, columnsOf, countRows, createRows, numberRows } from './rows.ts';
import { literal, quoted } from './sql.ts';
import { type WorkDatabase, wholeNumber } from './work-database.ts';

/** A file as `writeWorkText` wrote it. */
export interface WorkTable {
  readonly name: string;
  readonly path: string;
  /** Index into the sources. */
  readonly source: number;
  /** It is the beginning of a file: its last record may be cut off, and is left out. */
  readonly cut?: boolean;
  /** Told before the records are read. */
  onLayout?(layout: RecordLayout): void;
  /** Told of what is wrong, in a preview; then what stands before it is read. Else it is thrown. */
  onFault?(fault: ImportFault): void;
}

/** Reads CSV or TSV files, one after another, into the table `rows`. */
export class CsvReader {
  readonly #database: WorkDatabase;
  readonly #dialects: readonly Dialect[];
  #header: boolean | undefined;
  #columns: readonly Column[] = [];
  #first = '';
  readonly #starts: number[] = [];

  /**
   * @param dialects  that the files may be in; the first where none fits
   * @param header  guessed by the first file where undefined
   */
  constructor(database: WorkDatabase, dialects: readonly Dialect[], header: boolean | undefined) {
    this.#database = database;
    this.#dialects = dialects;
    this.#header = header;
  }

  get columns(): readonly Column[] {
    return this.#columns;
  }

  /** How the records of the file follow one another, for messages. */
  async read(table: WorkTable): Promise<RecordLayout> {
    const { start, whole } = await startOf(table.path);
    const dialect = guessDialect(start, this.#dialects, whole);
    const { records } = parseRecords(start, dialect, whole || !start.includes('\n'));
    const [first] = records;
    if (first === undefined) throw new ImportFault(`${shown(table.name)}: the file is empty.`);
    requireTable(table.name, start);
    this.#header ??= guessHeader(records, dialect.delimiter);
    const escaped = this.#header ? readEscapedHeader(first) : undefined;
    const names = this.#header ? (escaped?.names ?? first) : first.map(() => '');
    const columns = columnsOf(table.name, names.filter((_, index) => index !== escaped?.place));
    if (this.#first === '') await this.#begin(table, columns);
    const ids = this.#idsOf(table, columns);
    const layout = { path: table.path, dialect, header: this.#header, emptyLines: first.length === 1 };
    table.onLayout?.(layout);
    if (table.cut) await dropLastRecord(layout);
    this.#starts[table.source] = await countRows(this.#database);
    const target = ['file', ...ids].map(quoted).join(', ');
    const read = readCall(table.path, dialect, this.#header, escaped ? ids.toSpliced(escaped.place, 0, escapeId) : ids);
    const insert = () => this.#database.run(`INSERT INTO rows (${target}) SELECT ${table.source}, ${ids.map(quoted).join(', ')} FROM ${escaped ? unescapedSql(read, ids) : read}`);
    try {
      await insert();
    } catch (error) {
      const [first, ...more] = await this.#rowFaults(table, dialect, names.length, table.onFault ? lookBounds.faults : 1);
      if (!first || !table.onFault) throw first?.fault ?? error;
      for (const { fault } of [first, ...more]) table.onFault(fault);
      await truncate(table.path, first.position);
      await insert();
    }
    return layout;
  }

  /** Call after the last file. */
  finish(): Promise<void> {
    return numberRows(this.#database, this.#starts);
  }

  async #begin(table: WorkTable, columns: readonly Column[]): Promise<void> {
    this.#first = table.name;
    this.#columns = columns;
    await createRows(this.#database, columns);
  }

  /** The columns of `rows` that the file's columns go to. */
  #idsOf(table: WorkTable, columns: readonly Column[]): string[] {
    const known = new Map(this.#columns.map(({ name, id }) => [name, id]));
    const unknown = columns.find(({ name }) => !known.has(name));
    const missing = this.#columns.find(({ name }) => !columns.some((column) => column.name === name));
    if (unknown || missing) {
      const what = unknown ? `has a column "${shown(unknown.name)}", which ${shown(this.#first)} has not` : `lacks the column "${shown(missing!.name)}", which ${shown(this.#first)} has`;
      throw new ImportFault(`${shown(table.name)}: the file ${what}. All files of an import need the same columns.`);
    }
    return columns.map(({ name }) => known.get(name)!);
  }

  /** Looks for the first rows that cannot be read, in a second reading that notes them; and where their lines begin. */
  async #rowFaults(table: WorkTable, dialect: Dialect, fields: number, most: number): Promise<{ fault: ImportFault; position: number }[]> {
    const names = Array.from({ length: fields }, (_, index) => `c${index}`);
    await this.#database.run(`SELECT count(*) FROM ${readCall(table.path, dialect, this.#header === true, names, `, store_rejects = true, rejects_limit = ${most}`)}`).catch(() => undefined);
    const found = await this.#database.all('SELECT line_byte_position, error_type, error_message FROM reject_errors WHERE scan_id = (SELECT max(scan_id) FROM reject_errors) ORDER BY line_byte_position', rejected).catch(() => []);
    const faults: { fault: ImportFault; position: number }[] = [];
    for (const row of found) {
      const position = row.line_byte_position - 1;
      if (faults.at(-1)?.position === position) continue;
      faults.push({ fault: new ImportFault(`${shown(table.name)}: line ${counted(await lineAt(table.path, position))} ${faultOf(row, fields)}`), position });
    }
    return faults;
  }
}

const rejected = z.object({ line_byte_position: wholeNumber, error_type: z.string(), error_message: z.string() });

function faultOf({ error_type, error_message }: z.infer<typeof rejected>, fields: number): string {
  const found = /Found: (\d+)/.exec(error_message)?.[1];
  if (error_type === 'MISSING COLUMNS' || error_type === 'TOO MANY COLUMNS') {
    return `has ${found ?? (error_type === 'MISSING COLUMNS' ? 'too few' : 'too many')} ${found === '1' ? 'field' : 'fields'} instead of ${fields}. Complete the row, or put the field that holds the delimiter in quotes.`;
  }
  if (error_type === 'UNQUOTED VALUE') return 'begins a field in quotes that is not closed, or goes on after the closing one. Write a quote inside of quotes twice.';
  if (error_type === 'LINE SIZE OVER MAXIMUM') return `is longer than ${counted(limits.lineBytes)} bytes. A quote may not be closed.`;
  return 'cannot be read as a row of the table.';
}

function readCall(path: string, { delimiter, quote, escape }: Dialect, header: boolean, ids: readonly string[], more = ''): string {
  const columns = ids.map((id) => `${literal(id)}: 'VARCHAR'`).join(', ');
  return `read_csv(${literal(path)}, auto_detect = false, header = ${header}, delim = ${literal(delimiter)}, quote = ${literal(quote)}, escape = ${literal(escape)}, new_line = '\\n', strict_mode = true, null_padding = false, max_line_size = ${limits.lineBytes}, columns = {${columns}}${more})`;
}

async function startOf(path: string): Promise<{ start: string; whole: boolean }> {
  const file = await open(path);
  try {
    const bytes = Buffer.alloc(SNIFFED);
    const { bytesRead } = await file.read(bytes, 0, SNIFFED, 0);
    return { start: bytes.toString('utf8', 0, bytesRead), whole: bytesRead < SNIFFED };
  } finally {
    await file.close();
  }
}

/** The line that a byte (from 0) belongs to, counted from 1. */
async function lineAt(path: string, position: number): Promise<number> {
  if (position <= 0) return 1;
  const file = await open(path);
  let line = 1;
  try {
    for await (const chunk of file.createReadStream({ end: position - 1 }) as AsyncIterable<Uint8Array>) for (const byte of chunk) line += byte === 10 ? 1 : 0;
  } finally {
    await file.close();
  }
  return line;
}
