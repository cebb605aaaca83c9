import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { ImportFault } from '../import-fault.ts';
import { shown } from '../shown.ts';
import { storedNames } from './plan-tabular.ts';
import type { WorkTable } from './read-csv.ts';
import { type Column, columnsOf, createRows } from './rows.ts';
import { literal, quoted } from './sql.ts';
import type { WorkDatabase } from './work-database.ts';

const NUMBER = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*\))$/;

/** Key of the file's own metadata, whose value is a list of names as JSON. */
export const columnNamesKey = 'flywheel_columns';

/** Reads Parquet files into the table `rows`: numbers as they are, all else as text. */
export class ParquetReader {
  readonly #database: WorkDatabase;
  #columns: readonly Column[] = [];
  readonly #limit: string;
  #first = '';

  /** @param most  rows that are read of each file */
  constructor(database: WorkDatabase, most?: number) {
    this.#database = database;
    this.#limit = most === undefined ? '' : ` LIMIT ${most}`;
  }

  get columns(): readonly Column[] {
    return this.#columns;
  }

  async read({ name, path, source }: WorkTable): Promise<undefined> {
    const described = await this.#described(name, path);
    const columns = columnsOf(name, await this.#namesOf(path, described.map(({ column_name }) => column_name)), (index) => (NUMBER.test(described[index]!.column_type) ? 'NUMBER' : 'TEXT'));
    if (this.#first === '') {
      this.#first = name;
      this.#columns = columns;
      await createRows(this.#database, columns, described.map(({ column_type }) => (NUMBER.test(column_type) ? column_type : 'VARCHAR')));
    }
    const values = this.#columns.map((column) => {
      const index = columns.findIndex((other) => other.name === column.name && other.type === column.type);
      if (index === -1 || columns.length !== this.#columns.length) throw new ImportFault(`${shown(name)}: its columns are not those of ${shown(this.#first)}; look at "${shown(column.name)}". All files of an import need the same columns.`);
      const own = quoted(described[index]!.column_name);
      return column.type === 'NUMBER' ? own : `CAST(${own} AS VARCHAR)`;
    });
    const target = ['file', 'row', ...this.#columns.map(({ id }) => id)].map(quoted).join(', ');
    try {
      await this.#database.run(`INSERT INTO rows (${target}) SELECT ${source}, row_number() OVER (), ${values.join(', ')} FROM read_parquet(${literal(path)})${this.#limit}`);
    } catch (error) {
      throw damaged(error, name);
    }
  }

  /** DuckDB renames columns whose names differ in the case of letters alone; an export says what they were. */
  async #namesOf(path: string, names: readonly string[]): Promise<readonly string[]> {
    const [told] = await this.#database.all(`SELECT decode(value) AS names FROM parquet_kv_metadata(${literal(path)}) WHERE decode(key) = ${literal(columnNamesKey)}`, z.object({ names: z.string() }));
    const parsed = z.array(z.string()).safeParse(parsedJson(told?.names));
    return parsed.success && isDeepStrictEqual(storedNames(parsed.data, []), names) ? parsed.data : names;
  }

  async #described(name: string, path: string): Promise<{ column_name: string; column_type: string }[]> {
    try {
      return await this.#database.all(`DESCRIBE SELECT * FROM read_parquet(${literal(path)})`, z.object({ column_name: z.string(), column_type: z.string() }));
    } catch (error) {
      throw damaged(error, name);
    }
  }
}

function parsedJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What DuckDB cannot read of a file that is whole is rare; its words name files of ours. */
function damaged(error: unknown, name: string): unknown {
  const ofTheFile = error instanceof Error && /^(Invalid Input|IO|Conversion|Out of Range|Serialization|Not implemented|TProtocolException)/.test(error.message);
  return ofTheFile ? new ImportFault(`${shown(name)}: not a Parquet file, cut off, or of a kind that is not read. Write it again, for example by DuckDB, Arrow or pandas.`) : error;
}
