import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataFormat } from '../../domain/dataset-import.ts';
import { ImportFault } from '../import-fault.ts';
import { limits } from '../limits.ts';
import { counted, shown } from '../shown.ts';
import type { ReadUploadOptions, Upload } from '../upload-bytes.ts';
import { commasOf } from './comma-numbers.ts';
import { csvDialects, tsvDialects } from './dialect.ts';
import { DoubtfulFiles } from './doubtful-files.ts';
import { type InputFile, inputFiles, type WantedFiles } from './input-files.ts';
import { type Look, lookBounds, NothingRead, orNoted } from './look.ts';
import { CsvReader } from './read-csv.ts';
import { JsonlReader } from './read-jsonl.ts';
import { ParquetReader } from './read-parquet.ts';
import { lineOfRow, type RecordLayout } from './record-places.ts';
import { RepairedLines } from './repaired-lines.ts';
import { countRows, numberedTable, type Rows } from './rows.ts';
import { splitOfFile } from './split-of-file.ts';
import type { WorkDatabase } from './work-database.ts';
import { type WrittenText, writeWorkCopy, writeWorkText } from './work-file.ts';

export interface ReadFilesOptions {
  readonly uploads: readonly Upload[];
  readonly reading: ReadUploadOptions;
  readonly database: WorkDatabase;
  /** Of this machine, for files in progress. */
  readonly folder: string;
  /** Bytes of an upload read so far. */
  onRead(source: number, bytes: number): void;
  /** Of text files, where the caller says it: a label of the WHATWG Encoding Standard. */
  readonly encoding?: string | undefined;
  /** Of a preview: bounds what is read. */
  readonly look?: Look | undefined;
}

export type TableFormat = Extract<DataFormat, 'CSV' | 'TSV' | 'JSONL' | 'PARQUET'>;

const inArchives: Record<TableFormat, WantedFiles> = {
  CSV: { endings: /\.(csv|txt|data|dat|psv)$/i, named: '.csv, .txt, .data, .dat or .psv' },
  TSV: { endings: /\.(tsv|tab|txt|data|dat)$/i, named: '.tsv, .tab, .txt, .data or .dat' },
  JSONL: { endings: /\.(jsonl|ndjson|json)$/i, named: '.jsonl, .ndjson or .json' },
  PARQUET: { endings: /\.(parquet|pq)$/i, named: '.parquet or .pq' },
};

/** Reads tables into `rows`. Faults of the files: `ImportFault`; a preview notes them, and goes on with the next file. */
export async function readTables(options: ReadFilesOptions, format: TableFormat, header: boolean | undefined): Promise<Rows> {
  const { uploads, database, folder, look } = options;
  const reader = readerOf(database, format, header, look);
  const sources: string[] = [];
  const layouts = new Map<number, RecordLayout>();
  const repaired = new RepairedLines();
  const doubtful = new DoubtfulFiles();
  const readFile = async (file: InputFile) => {
    const work = await workFile(file, format, join(folder, `input-${sources.length}`), options);
    if (!work) return;
    const layout = await reader.read({ name: file.name, source: sources.length, ...work, onLayout: (layout) => look?.note({ layout }), ...(look && { onFault: look.fault }) });
    if (layout !== undefined) layouts.set(sources.length, layout);
    else if (work.path !== file.path) await rm(work.path);
    sources.push(file.name);
    if (!work.written) return;
    await repaired.add(file.name, layout, work.written);
    doubtful.note(file.name, work.written.found);
  };
  for (const [index, upload] of uploads.entries()) {
    const reading = { ...options.reading, onRead: (bytes: number) => options.onRead(index, bytes) };
    for await (const file of inputFiles(upload, inArchives[format], reading, folder, look && mostOf(format))) {
      if (look && !look.takesFile()) break;
      look?.begin(file.name, file.packed);
      await orNoted(look, () => readFile(file), undefined);
    }
  }
  // Of a preview; an import without any file ended above.
  if (sources.length === 0) throw new NothingRead();
  await reader.finish();
  // The first row may be longer than what a preview looks at.
  if (!look || look.whole) await orNoted(look, () => requireRows(database, sources), undefined);
  return {
    columns: reader.columns, sources, continuous: false, ...(!(reader instanceof JsonlReader) && { table: numberedTable }), skippedFiles: 0, repaired: repaired.told, doubtful: doubtful.told, ...(reader instanceof ParquetReader && { binary: reader.binary }),
    fileSplits: sources.map(splitOfFile),
    commas: commasOf([...layouts.values()].map(({ dialect }) => dialect?.delimiter)),
    lineOf: async (file, row) => {
      const layout = layouts.get(file);
      return layout && lineOfRow(layout, row);
    },
    release: async () => void (await Promise.all([...layouts.values()].map(({ path }) => rm(path)))),
  };
}

async function requireRows(database: WorkDatabase, sources: readonly string[]): Promise<void> {
  const rows = await countRows(database);
  if (rows === 0) throw new ImportFault(`${sources.map(shown).join(', ')}: no rows.`);
  if (rows > limits.samples) throw new ImportFault(`More than ${counted(limits.samples)} rows; split them into several datasets.`);
}

/** Bytes of a file in an archive that a preview unpacks. */
const mostOf = (format: TableFormat) => (format === 'PARQUET' ? lookBounds.packedParquetBytes : lookBounds.bytes);

interface WorkFile {
  readonly path: string;
  readonly cut: boolean;
  /** Of text. */
  readonly written?: WrittenText;
}

/** The file as it is read: Parquet where it lies, or unpacked; text in UTF-8, of a preview its beginning. */
async function workFile(file: InputFile, format: TableFormat, path: string, { look, encoding }: Pick<ReadFilesOptions, 'look' | 'encoding'>): Promise<WorkFile | undefined> {
  if (format === 'PARQUET') return file.path === undefined ? unpackedParquet(file, path, look) : { path: file.path, cut: false };
  const head = look ? await look.headOf(file, encoding) : file;
  const written = await writeWorkText(head, path, encoding);
  look?.note({ found: written.found });
  return { path, cut: head.cut ?? false, written };
}

/** Parquet is read from its end, so a preview needs the whole of a file that is packed; undefined where that is too much. */
async function unpackedParquet(file: InputFile, path: string, look: Look | undefined): Promise<WorkFile | undefined> {
  await writeWorkCopy(look ? { ...file, bytes: () => look.beginningOf(file.bytes(), lookBounds.packedParquetBytes) } : file, path);
  if (!look || (await stat(path)).size <= lookBounds.packedParquetBytes) return { path, cut: false };
  look.cut();
  return undefined;
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
