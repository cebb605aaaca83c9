import { z } from 'zod';
import { ImportFault } from '../import-fault.ts';
import { counted, shown } from '../shown.ts';
import type { Plan, TypedColumn } from './plan.ts';
import { placeOf, type Rows } from './rows.ts';
import { nameOf } from './values.ts';
import { type WorkDatabase, wholeNumber } from './work-database.ts';

const TOGETHER = 100;

const found = z.object({ count: wholeNumber, file: z.number().nullable(), row: wholeNumber.nullable(), value: z.string().nullable() });

/** A fault that names file, line and column where a value is of another type than its role asks for. Empty cells and words for missing values are none. */
export async function requireTypes(database: WorkDatabase, rows: Rows, { typed = [], roles, splitColumn }: Plan): Promise<void> {
  const bytes = rows.binary?.find(({ column }) => column.id === splitColumn?.id || roles.some((one) => one.column.id === column.id));
  if (bytes) throw new ImportFault(`${await placeOf(rows, bytes.file, bytes.row)}, column "${shown(bytes.column.name)}" holds bytes that are no text in UTF-8. Write the column as text (a string, which Parquet marks UTF8), or leave it out by columns.ignore.`);
  for (const { role, column, wrong, expected } of await oddOf(database, typed)) {
    const place = 'file * 1e12 + row';
    const odd = await database.one(`SELECT count(*) AS count, min_by(file, ${place}) AS file, min_by(row, ${place}) AS row, min_by(${nameOf(column)}, ${place}) AS value FROM rows WHERE ${wrong}`, found);
    if (odd.count === 0 || odd.file === null || odd.row === null) continue;
    const more = odd.count === 1 ? '' : ` ${counted(odd.count)} rows have such values there.`;
    throw new ImportFault(`${await placeOf(rows, odd.file, odd.row)}, column "${shown(column.name)}": "${shown(odd.value ?? '')}" is not ${expected}.${more} Mend it, leave it empty, or name another column by columns.${role}.`);
  }
}

/** Those that some row has another value of, many looked at by one statement. */
async function oddOf(database: WorkDatabase, typed: readonly TypedColumn[]): Promise<TypedColumn[]> {
  const odd: TypedColumn[] = [];
  for (let first = 0; first < typed.length; first += TOGETHER) {
    const looked = typed.slice(first, first + TOGETHER);
    const found = await database.one(`SELECT ${looked.map(({ wrong }, index) => `bool_or(${wrong}) AS c${index}`).join(', ')} FROM rows`, z.record(z.string(), z.boolean().nullable()));
    odd.push(...looked.filter((_, index) => found[`c${index}`] === true));
  }
  return odd;
}
