import { z } from 'zod';
import { ImportFault } from '../import-fault.ts';
import { shown } from '../shown.ts';
import { placeOf, type Rows } from './rows.ts';
import { quoted } from './sql.ts';
import { type WorkDatabase, wholeNumber } from './work-database.ts';

const TOGETHER = 100;
/** Bits of a row's number within a file, in a place that also has the file's. */
const ROW_BITS = 40;

/** A fault where a text holds NUL, which neither text files nor PostgreSQL can hold. JSON can (`\u0000`), and Parquet; text files are looked at as bytes. */
export async function refuseNul(database: WorkDatabase, rows: Rows): Promise<void> {
  const texts = rows.columns.filter(({ type }) => type !== 'NUMBER');
  for (let start = 0; start < texts.length; start += TOGETHER) {
    const columns = texts.slice(start, start + TOGETHER);
    const first = columns.map(({ id }) => `min(file::BIGINT << ${ROW_BITS} | row) FILTER (contains(${quoted(id)}, chr(0))) AS ${quoted(id)}`);
    const found = await database.one(`SELECT ${first.join(', ')} FROM rows`, z.record(z.string(), wholeNumber.nullable()));
    for (const { id, name } of columns) {
      const place = found[id];
      if (place == null) continue;
      const file = Math.floor(place / 2 ** ROW_BITS);
      throw new ImportFault(`${await placeOf(rows, file, place - file * 2 ** ROW_BITS)}, column "${shown(name)}" holds a NUL character. Take it out.`);
    }
  }
}
