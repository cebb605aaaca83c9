import { z } from 'zod';
import { limits } from '../limits.ts';
import { withInnerApostrophes } from '../samples/csv-escape.ts';
import { sumOf } from '../samples/sql.ts';
import type { WorkDatabase } from '../samples/work-database.ts';
import { counted } from '../shown.ts';
import { ExportFault } from './export-options.ts';
import type { ExportedColumn } from './table-columns.ts';

/** Bytes that a character may take at most: JSON writes control characters as \u0000, CSV writes quotes twice. */
const MOST_PER_BYTE = { CSV: 3, JSONL: 6 } as const;

const NUMBER_BYTES = 32;

/** A fault where a row would make a line that no import takes. Looks closely only where there are rows long enough for that. */
export async function requireLineLength(database: WorkDatabase, columns: readonly ExportedColumn[], format: 'CSV' | 'JSONL'): Promise<void> {
  const texts = columns.filter(({ type }) => type === 'TEXT').map(({ sql }) => `coalesce(strlen(${sql}), 0)`);
  const { longest } = await database.one(`SELECT max(${sumOf(texts)}) AS longest FROM samples`, z.object({ longest: z.coerce.number() }));
  const names = format === 'JSONL' ? columns.reduce((sum, { name }) => sum + Buffer.byteLength(JSON.stringify(name)) + 2, 2) : columns.length;
  if (longest * MOST_PER_BYTE[format] + names + columns.length * NUMBER_BYTES < limits.lineBytes) return;
  const sizes = columns.map(({ sql, type }) => (type === 'NUMBER' ? String(NUMBER_BYTES) : format === 'JSONL' ? `coalesce(strlen(CAST(to_json(${sql}) AS VARCHAR)), 0)` : `3 + coalesce(strlen(${withInnerApostrophes(`replace(replace(${sql}, '"', '""'), '%', '%25')`)}), 0)`));
  const { line } = await database.one(`SELECT ${names} + max(${sumOf(sizes)}) AS line FROM samples`, z.object({ line: z.coerce.number() }));
  if (line > limits.lineBytes) throw new ExportFault(`A sample would make a line of ${counted(line)} bytes; an import takes lines of ${counted(limits.lineBytes)}. Export as PARQUET, which has no lines.`);
}
