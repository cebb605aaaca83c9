import { join } from 'node:path';
import type { Reimport } from '../../domain/dataset-export.ts';
import type { StoredBlob } from '../../store/blob-store.ts';
import { storedNames } from '../samples/plan-tabular.ts';
import { columnNamesKey } from '../samples/read-parquet.ts';
import { rowsTogether } from '../samples/rows-together.ts';
import { literal, quoted } from '../samples/sql.ts';
import type { OpenedVersion } from '../version/open-version.ts';
import { copyToCsv } from './csv.ts';
import type { ExportOptions } from './export-options.ts';
import { requireLineLength } from './line-length.ts';
import { type ExportedColumn, exportedTable } from './table-columns.ts';

/** Rows of a Parquet file that are compressed together; texts are longer than numbers. */
const TEXTS_TOGETHER = 8192;
const ROWS_TOGETHER = 122_880;

export interface WriteTableOptions extends ExportOptions {
  readonly format: 'CSV' | 'JSONL' | 'PARQUET';
}

/** Writes a version of texts, rows or interactions as one table, in the stored order. */
export async function writeTable(version: OpenedVersion, key: string, options: WriteTableOptions): Promise<StoredBlob & { readonly reimport: Reimport }> {
  const { store, target, format, onProgress } = options;
  if (version.description.kind === 'IMAGE') throw new Error('Images are no table.');
  const { columns, reimport } = await exportedTable(version, version.description, format);
  const path = join(await store.localFolder(`${target}/work`), 'table');
  if (format !== 'PARQUET') await requireLineLength(version.database, columns, format);
  const copy = format === 'CSV' ? await copyToCsv(version.database, columns, path, options.spreadsheetSafe) : format === 'JSONL' ? copyToJsonl(columns, path) : copyToParquet(columns, path);
  await version.database.run(copy, (done) => onProgress(0.95 * done));
  return { ...(await store.adopt(key, path)), reimport };
}

/** An object per line with all columns as its keys, whatever their names; DuckDB's own format would rename those that differ in case alone. */
function copyToJsonl(columns: readonly ExportedColumn[], path: string): string {
  const entries = columns.map(({ name, sql }) => `${literal(name)}, ${sql}`);
  return `COPY (SELECT CAST(json_object(${entries.join(', ')}) AS VARCHAR) FROM samples) TO ${literal(path)} (FORMAT csv, HEADER false, DELIMITER '\u001f', QUOTE '', ESCAPE '')`;
}

function copyToParquet(columns: readonly ExportedColumn[], path: string): string {
  const names = columns.map(({ name }) => name);
  const stored = storedNames(names, []);
  const told = stored.some((name, index) => name !== names[index]) ? `, KV_METADATA {${columnNamesKey}: ${literal(JSON.stringify(names))}}` : '';
  const together = columns.some(({ name }) => name === 'text' || name === 'source') ? TEXTS_TOGETHER : ROWS_TOGETHER;
  return `COPY (SELECT ${columns.map(({ sql }, index) => `${sql} AS ${quoted(stored[index] ?? '')}`).join(', ')} FROM samples) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd, ${rowsTogether(together, columns.length)}${told})`;
}
