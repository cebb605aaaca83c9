import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataFormat } from '../../domain/dataset-import.ts';
import { ImportFault } from '../import-fault.ts';
import { limits } from '../limits.ts';
import { counted, shown } from '../shown.ts';
import type { ReadUploadOptions, Upload } from '../upload-bytes.ts';
import { csvDialects, tsvDialects } from './dialect.ts';
import { type InputFile, inputFiles } from './input-files.ts';
import { type Look, lookBounds } from './look.ts';
import { CsvReader } from './read-csv.ts';
import { JsonlReader } from './read-jsonl.ts';
import { ParquetReader } from './read-parquet.ts';
import { lineOfRow, type RecordLayout } from './record-places.ts';
import { RepairedLines } from './repaired-lines.ts';
import type { Rows } from './rows.ts';
import { splitsOfFiles } from './split-of-file.ts';
import type { WorkDatabase } from './work-database.ts';
import { wholeNumber } from './work-database.ts';
import { writeWorkCopy, writeWorkText } from './work-file.ts';
import { z } from 'zod';

export interface ReadFilesOptions {
  readonly uploads: readonly Upload[];
  readonly reading: ReadUploadOptions;
  readonly database: WorkDatabase;
  /** Of this machine, for files in progress. */
  readonly folder: string;
  /** Bytes of an upload read so far. */
  onRead(source: number, bytes: number): void;
  /** Of a preview: bounds what is read. */
  readonly look?: Look | undefined;
}

export type TableFormat = Extract<DataFormat, 'CSV' | 'TSV' | 'JSONL' | 'PARQUET'>;

const endings: Record<TableFormat, RegExp> = { CSV: /\.(csv|txt)$/i, TSV: /\.(tsv|tab|txt)$/i, JSONL: /\.(jsonl|ndjson|json)$/i, PARQUET: /\.(parquet|pq)$/i };

/** Reads tables into `rows`. Faults of the files: `ImportFault`. */
export async function readTables(options: ReadFilesOptions, format: TableFormat, header: boolean | undefined): Promise<Rows> {
  const { uploads, database, folder, look } = options;
  const reader = readerOf(database, format, header, look);
  const sources: string[] = [];
  const layouts: RecordLayout[] = [];
  const repaired = new RepairedLines();
  for (const [index, upload] of uploads.entries()) {
    const reading = { ...options.reading, onRead: (bytes: number) => options.onRead(index, bytes) };
    for await (const file of inputFiles(upload, endings[format], reading, folder, look && mostOf(format))) {
      if (look && !look.takesFile()) break;
      look?.begin(file.name, file.packed);
      const path = join(folder, `input-${sources.length}`);
      const head: InputFile & { readonly cut?: boolean } = look && format !== 'PARQUET' ? await look.headOf(file) : file;
      const written = format === 'PARQUET' ? await writeParquet(file, path, look) : await writeWorkText(head, path);
      if (written) look?.note({ found: written.found });
      const layout = await reader.read({ name: file.name, path, source: sources.length, cut: head.cut ?? false, onLayout: (layout) => look?.note({ layout }) });
      sources.push(file.name);
      if (layout === undefined) await rm(path);
      else layouts.push(layout);
      if (layout && written) await repaired.add(file.name, layout, written);
    }
  }
  if (reader instanceof JsonlReader) await reader.finish();
  const { rows } = await database.one('SELECT count(*) AS rows FROM rows', z.object({ rows: wholeNumber }));
  if (rows === 0) throw new ImportFault(`${sources.join(', ')}: no rows.`);
  if (rows > limits.samples) throw new ImportFault(`More than ${counted(limits.samples)} rows; split them into several datasets.`);
  return {
    columns: reader.columns, sources, fileSplits: splitsOfFiles(sources), continuous: false, skippedFiles: 0, repaired: repaired.told,
    lineOf: async (file, row) => (layouts[file] ? lineOfRow(layouts[file], row) : undefined),
    release: async () => void (await Promise.all(layouts.map(({ path }) => rm(path)))),
  };
}

/** Bytes of a file in an archive that a preview unpacks. */
const mostOf = (format: TableFormat) => (format === 'PARQUET' ? lookBounds.packedParquetBytes : lookBounds.bytes);

/** Parquet is read from its end, so a preview needs the whole file, too; but it can be bounded in rows. */
async function writeParquet(file: InputFile, path: string, look: Look | undefined): Promise<undefined> {
  await writeWorkCopy(file, path);
  if (look && file.packed !== undefined && (await stat(path)).size > lookBounds.packedParquetBytes) throw new ImportFault(`${shown(file.name)}: a packed Parquet file of more than ${counted(lookBounds.packedParquetBytes)} bytes is not looked into before the import. Send it plain.`);
}

function readerOf(database: WorkDatabase, format: TableFormat, header: boolean | undefined, look: Look | undefined): CsvReader | JsonlReader | ParquetReader {
  switch (format) {
    case 'CSV':
      return new CsvReader(database, csvDialects, header);
    case 'TSV':
      return new CsvReader(database, tsvDialects, header);
    case 'JSONL':
      return new JsonlReader(database);
    case 'PARQUET':
      return new ParquetReader(database, look && lookBounds.rows);
  }
}
