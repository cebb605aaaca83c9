import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { ImportFault } from '../import-fault.ts';
import { shown } from '../shown.ts';
import { parquetFault, requireParquet } from './parquet-faults.ts';
import { storedNames } from './plan-tabular.ts';
import type { WorkTable } from './read-csv.ts';
import { type BinaryColumn, type Column, columnsOf, countRows, createRows, numberRows } from './rows.ts';
import { literal, quoted } from './sql.ts';
import { type WorkDatabase, wholeNumber } from './work-database.ts';

const NUMBER = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*\))$/;
const NESTED = /[\])]$|^(STRUCT|MAP|UNION)/;

/** Key of the file's own metadata, whose value is a list of names as JSON. */
export const columnNamesKey = 'flywheel_columns';

interface Described {
  readonly column_name: string;
  readonly column_type: string;
}

/**
 * Reads Parquet files into the table `rows`: numbers as they are, nested values as JSON, all else as text. Bytes are texts in UTF-8 that are not
 * marked so, as older releases of Spark, Impala and Hive write them; where they are none, as in a column of hashes, the column is told.
 */
export class ParquetReader {
  readonly #database: WorkDatabase;
  #columns: readonly Column[] = [];
  /** Of the table `rows`, in the order of the columns. */
  #types: string[] = [];
  readonly #limit: string;
  readonly #starts: number[] = [];
  readonly #binary: BinaryColumn[] = [];
  #first = '';

  /** @param most  rows that are read of each file */
  constructor(database: WorkDatabase, most?: number) {
    this.#database = database;
    this.#limit = most === undefined ? '' : ` LIMIT ${most}`;
  }

  get columns(): readonly Column[] {
    return this.#columns;
  }

  get binary(): readonly BinaryColumn[] {
    return this.#binary;
  }

  async read({ name, path, source }: WorkTable): Promise<undefined> {
    await requireParquet(name, path);
    const described = await this.#described(name, path);
    const columns = columnsOf(name, await this.#namesOf(path, described.map(({ column_name }) => column_name)), (index) => (NUMBER.test(described[index]!.column_type) ? 'NUMBER' : 'TEXT'));
    if (this.#first === '') {
      this.#first = name;
      this.#columns = columns;
      this.#types = described.map(({ column_type }) => (NUMBER.test(column_type) ? column_type : 'VARCHAR'));
      await createRows(this.#database, columns, this.#types);
    }
    const own = this.#columns.map((column) => this.#ownOf(column, columns, described, name));
    await this.#widen(own);
    this.#starts[source] = await countRows(this.#database);
    const target = ['file', ...this.#columns.map(({ id }) => id)].map(quoted).join(', ');
    try {
      const undecodable = await this.#undecodable(path, own, source);
      const values = own.map((column, index) => (column.column_type === 'BLOB' && !undecodable.has(index) ? `decode(${quoted(column.column_name)})` : valueOf(column)));
      await this.#database.run(`INSERT INTO rows (${target}) SELECT ${source}, ${values.join(', ')} FROM read_parquet(${literal(path)})${this.#limit}`);
    } catch (error) {
      throw parquetFault(error, name, await this.#placeOf(path, own));
    }
  }

  /** Call after the last file. */
  finish(): Promise<void> {
    return numberRows(this.#database, this.#starts);
  }

  /** DuckDB renames columns whose names differ in the case of letters alone; an export says what they were. */
  async #namesOf(path: string, names: readonly string[]): Promise<readonly string[]> {
    const [told] = await this.#database.all(`SELECT decode(value) AS names FROM parquet_kv_metadata(${literal(path)}) WHERE decode(key) = ${literal(columnNamesKey)}`, z.object({ names: z.string() }));
    const parsed = z.array(z.string()).safeParse(parsedJson(told?.names));
    return parsed.success && isDeepStrictEqual(storedNames(parsed.data, []), names) ? parsed.data : names;
  }

  #ownOf(column: Column, columns: readonly Column[], described: readonly Described[], name: string): Described {
    const index = columns.findIndex((other) => other.name === column.name && other.type === column.type);
    const own = described[index];
    if (!own || columns.length !== this.#columns.length) throw new ImportFault(`${shown(name)}: its columns are not those of ${shown(this.#first)}; look at "${shown(column.name)}". All files of an import need the same columns.`);
    return own;
  }

  /** Of the file's columns (by their places), those of bytes that are no text in UTF-8. Only columns of bytes are read for it. */
  async #undecodable(path: string, own: readonly Described[], source: number): Promise<ReadonlySet<number>> {
    const found = new Set<number>();
    for (const [index, { column_name, column_type }] of own.entries()) {
      if (column_type !== 'BLOB') continue;
      const bytes = quoted(column_name);
      const from = `(SELECT ${bytes}, file_row_number AS place FROM read_parquet(${literal(path)}, file_row_number = true)${this.#limit})`;
      const { place } = await this.#database.one(`SELECT min(place) AS place FROM ${from} WHERE ${bytes} IS NOT NULL AND coalesce(contains(try(decode(${bytes})), chr(0)), true)`, z.object({ place: wholeNumber.nullable() }));
      if (place === null) continue;
      found.add(index);
      const column = this.#columns[index]!;
      if (!this.#binary.some((binary) => binary.column === column)) this.#binary.push({ column, file: source, row: place + 1 });
    }
    return found;
  }

  /** Gives columns of `rows` the type that holds the numbers of all files so far: whole numbers and others, small and large ones. */
  async #widen(own: readonly Described[]): Promise<void> {
    for (const [index, { column_type: type }] of own.entries()) {
      const held = this.#types[index]!;
      if (held === 'VARCHAR' || held === type) continue;
      const [both] = await this.#database.all(`DESCRIBE SELECT CAST(NULL AS ${held}) AS number UNION ALL SELECT CAST(NULL AS ${type})`, described);
      if (!both || both.column_type === held) continue;
      await this.#database.run(`ALTER TABLE rows ALTER ${quoted(this.#columns[index]!.id)} TYPE ${both.column_type}`);
      this.#types[index] = both.column_type;
    }
  }

  async #described(name: string, path: string): Promise<Described[]> {
    try {
      return await this.#database.all(`DESCRIBE SELECT * FROM read_parquet(${literal(path)})`, described);
    } catch (error) {
      throw parquetFault(error, name, 'its footer, which says what the file holds,');
    }
  }

  /** The first column that cannot be read by itself, in words. */
  async #placeOf(path: string, own: readonly Described[]): Promise<string> {
    for (const column of own) {
      const damaged = await this.#database.run(`SELECT max(strlen(${valueOf({ ...column, column_type: '' })})) FROM (SELECT ${quoted(column.column_name)} FROM read_parquet(${literal(path)})${this.#limit})`).then(
        () => false,
        () => true,
      );
      if (damaged) return `the column "${shown(column.column_name)}"`;
    }
    return 'its data';
  }
}

function parsedJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

const described = z.object({ column_name: z.string(), column_type: z.string() });

function valueOf({ column_name, column_type }: Described): string {
  if (NUMBER.test(column_type)) return quoted(column_name);
  return NESTED.test(column_type) && !column_type.startsWith('ENUM') ? `CAST(to_json(${quoted(column_name)}) AS VARCHAR)` : `CAST(${quoted(column_name)} AS VARCHAR)`;
}
