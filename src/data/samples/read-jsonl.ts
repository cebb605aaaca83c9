import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { ImportFault } from '../import-fault.ts';
import { limits } from '../limits.ts';
import { counted, shown } from '../shown.ts';
import type { WorkTable } from './read-csv.ts';
import { lineOfRow, type RecordLayout } from './record-places.ts';
import { type Column, columnsOf, createRows } from './rows.ts';
import { literal, quoted } from './sql.ts';
import type { WorkDatabase } from './work-database.ts';
import { wholeNumber } from './work-database.ts';

const NUMBERS = "('BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE')";

/** Reads files of one JSON object per line into the table `rows`: each key is a column, nested values are kept as JSON text. */
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

  async read({ name, path, source, onLayout }: WorkTable): Promise<RecordLayout> {
    const layout = { path, dialect: undefined, header: false, emptyLines: false };
    onLayout?.(layout);
    if (this.#first === '') await this.#database.run('CREATE TABLE objects (file INTEGER, row BIGINT, json JSON)');
    this.#first ||= name;
    try {
      await this.#database.run(
        `INSERT INTO objects SELECT ${source}, row_number() OVER (), json FROM read_ndjson_objects(${literal(path)}, maximum_object_size = ${limits.lineBytes})`,
      );
    } catch (error) {
      throw (await jsonFault(error, name, path)) ?? error;
    }
    const [other] = await this.#database.all(`SELECT row, json_type(json) AS type FROM objects WHERE file = ${source} AND json_type(json) <> 'OBJECT' LIMIT 1`, z.object({ row: wholeNumber, type: z.string() }));
    if (other) throw new ImportFault(`${shown(name)}: line ${counted((await lineOfRow(layout, other.row)) ?? other.row)} is ${other.type.toLowerCase()} instead of an object. Each line needs one object, as {"text": "…", "label": "…"}.`);
    return layout;
  }

  /** Call after the last file. */
  async finish(): Promise<void> {
    const keys = await this.#database.all('SELECT key FROM (SELECT unnest(json_keys(json)) AS key, row_number() OVER () AS place FROM objects) GROUP BY key ORDER BY min(place)', z.object({ key: z.string() }));
    if (keys.length === 0) throw new ImportFault(`${shown(this.#first)}: no objects, or only empty ones.`);
    const at = keys.map(({ key }) => literal(`/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`));
    const checks = at.map((pointer, index) => `coalesce(bool_and(json_type(json, ${pointer}) IN ${NUMBERS}) FILTER (json_type(json, ${pointer}) <> 'NULL'), false) AS c${index}`);
    const numbers = await this.#database.one(`SELECT ${checks.join(', ')} FROM objects`, z.record(z.string(), z.boolean()));
    this.#columns = columnsOf(this.#first, keys.map(({ key }) => key), (index) => (numbers[`c${index}`] === true ? 'NUMBER' : 'TEXT'));
    await createRows(this.#database, this.#columns);
    const values = at.map((pointer) => `json ->> ${pointer}`);
    await this.#database.run(`INSERT INTO rows (file, row, ${this.#columns.map(({ id }) => quoted(id)).join(', ')}) SELECT file, row, ${values.join(', ')} FROM objects`);
    await this.#database.run('DROP TABLE objects');
  }
}

async function jsonFault(error: unknown, name: string, path: string): Promise<ImportFault | undefined> {
  if (!(error instanceof Error) || !/JSON|object_size|Invalid Input/.test(error.message)) return undefined;
  if (error.message.includes('maximum_object_size')) return new ImportFault(`${shown(name)}: a line is longer than ${counted(limits.lineBytes)} bytes.`);
  // DuckDB counts lines without the empty ones (1.5.6).
  let number = 0;
  for await (const line of createInterface(createReadStream(path))) {
    number += 1;
    if (line.trim() !== '' && !isJson(line)) return new ImportFault(`${shown(name)}: line ${counted(number)} is not valid JSON. Each line needs one object, as {"text": "…", "label": "…"}.`);
  }
  return new ImportFault(`${shown(name)}: not one JSON object per line.`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
