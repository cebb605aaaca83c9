import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';

export interface LabelledText {
  readonly text: string;
  readonly label: string;
}

const rows = z.array(z.object({ text: z.string(), label: z.string() }));

/** All different texts of the CSV files in a folder, in the order of their content; a text under two labels is left out. */
export async function readTexts(folder: string, text: string, label: string): Promise<LabelledText[]> {
  const connection = await (await DuckDBInstance.create()).connect();
  const name = (column: string) => `"${column.replaceAll('"', '""')}"`;
  const found = await connection.runAndReadAll(
    `select trim(${name(text)}) as text, min(${name(label)}::varchar) as label from read_csv('${join(folder, '*.csv').replaceAll("'", "''")}', header = true, all_varchar = true, union_by_name = true)
     where trim(${name(text)}) <> '' and ${name(label)} is not null group by 1 having count(distinct ${name(label)}) = 1 order by 1`,
  );
  return rows.parse(found.getRowObjectsJson());
}
