import { truncate } from 'node:fs/promises';
import { z } from 'zod';
import { ImportFault } from '../import-fault.ts';
import { limits } from '../limits.ts';
import { counted, shown } from '../shown.ts';
import { isJsonArray, writeElementsAsLines } from './json-array.ts';
import { jsonFaults } from './json-faults.ts';
import { lookBounds } from './look.ts';
import { oddObject } from './odd-objects.ts';
import type { WorkTable } from './read-csv.ts';
import { lineOfRow, type RecordLayout } from './record-places.ts';
import { type Column, columnsOf, createRows, requireColumns } from './rows.ts';
import { literal, quoted } from './sql.ts';
import type { WorkDatabase } from './work-database.ts';
import { wholeNumber } from './work-database.ts';

/** Reads files of one JSON object per line, or of one array of objects, into the table `rows`: each key is a column, nested values are kept as JSON text. */
export class JsonlReader {
  readonly #database: WorkDatabase;
  #columns: readonly Column[] = [];
  #first = '';

  constructor(database: WorkDatabase) {
    this.#database = database;
  }

  get columns(): readonly Column[] {
    return this.#columns;
  }

  /** How the records follow one another, for messages; undefined where they are elements of an array. */
  async read({ name, path, source, cut = false, onFault }: WorkTable): Promise<RecordLayout | undefined> {
    const array = await isJsonArray(path);
    if (array) await writeElementsAsLines(name, path, cut);
    const layout = { path, dialect: undefined, header: false, emptyLines: false };
    if (this.#first === '') await this.#database.run('CREATE TABLE objects (file INTEGER, row BIGINT, json JSON)');
    this.#first ||= name;
    const insert = () => this.#database.run(`INSERT INTO objects SELECT ${source}, row_number() OVER (), json FROM read_ndjson_objects(${literal(path)}, maximum_object_size = ${limits.lineBytes})`);
    try {
      await insert();
    } catch (error) {
      if (!(error instanceof Error) || !/JSON|object_size|Invalid Input/.test(error.message)) throw error;
      const faults = await jsonFaults(name, path, array ? 'element' : 'line', onFault ? lookBounds.faults : 1);
      if (!faults[0] || !onFault) throw faults[0]?.fault ?? error;
      for (const { fault } of faults) onFault(fault);
      await truncate(path, faults[0].position);
      await insert();
    }
    const place = async (row: number) => `${shown(name)}: ${array ? `element ${counted(row)}` : `line ${counted((await lineOfRow(layout, row)) ?? row)}`}`;
    const odd = await oddObject(this.#database, source);
    if (!odd) return array ? undefined : layout;
    const fault = new ImportFault(`${await place(odd.row)} ${odd.problem}`);
    if (!onFault) throw fault;
    onFault(fault);
    await this.#database.run(`DELETE FROM objects WHERE file = ${source} AND row >= ${odd.row}`);
    return array ? undefined : layout;
  }

  /** Call after the last file. */
  async finish(): Promise<void> {
    const keys = await this.#keys();
    // Before the names go into SQL.
    columnsOf(this.#first, keys);
    const at = `[${keys.map((key) => literal(`/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)).join(', ')}]`;
    const types = await this.#database.all(
      `SELECT place, bool_and(type IN ('BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE')) AS numbers FROM (SELECT unnest(json_type(json, ${at})) AS type, generate_subscripts(${at}, 1) AS place FROM objects) WHERE type <> 'NULL' GROUP BY place`,
      z.object({ place: wholeNumber, numbers: z.boolean() }),
    );
    const numbers = new Set(types.filter((type) => type.numbers).map(({ place }) => place - 1));
    this.#columns = columnsOf(this.#first, keys, (index) => (numbers.has(index) ? 'NUMBER' : 'TEXT'));
    await createRows(this.#database, this.#columns);
    const ids = this.#columns.map(({ id }) => quoted(id)).join(', ');
    // All values of an object at once: it is parsed for each call.
    await this.#database.run(`INSERT INTO rows (file, row, ${ids}) SELECT file, row, ${keys.map((_, index) => `found[${index + 1}]`).join(', ')} FROM (SELECT file, row, json_extract_string(json, ${at}) AS found FROM objects)`);
    await this.#database.run('DROP TABLE objects');
  }

  /** In the order in which they are met. */
  async #keys(): Promise<string[]> {
    const found = await this.#database.all(
      `SELECT key FROM (SELECT unnest(keys) AS key, generate_subscripts(keys, 1) AS place, file, row FROM (SELECT json_keys(json) AS keys, file, row FROM objects))
       GROUP BY key ORDER BY min((file::BIGINT << 46) | (row << 20) | least(place, 1048575)) LIMIT ${limits.readColumns + 1}`,
      z.object({ key: z.string() }),
    );
    if (found.length === 0) throw new ImportFault(`${shown(this.#first)}: no objects, or only empty ones.`);
    requireColumns(this.#first, found.length);
    return found.map(({ key }) => key);
  }
}
