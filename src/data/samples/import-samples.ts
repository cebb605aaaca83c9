import { rm } from 'node:fs/promises';
import { missingWords } from '../../domain/dataset-import.ts';
import { ImportFault } from '../import-fault.ts';
import type { ImportedVersion, ImportOptions } from '../import-options.ts';
import { ColumnChoice } from './choose-columns.ts';
import { makeSamples, shapeOf } from './make-samples.ts';
import type { Plan } from './plan.ts';
import { planInteraction } from './plan-interaction.ts';
import { planTabular } from './plan-tabular.ts';
import { continuousText, planPieces, planText, planTextPair } from './plan-text.ts';
import { readParallelText } from './read-parallel-text.ts';
import { type ReadFilesOptions, readTables } from './read-tables.ts';
import { readTextArchives } from './read-text-archives.ts';
import { readTextFiles } from './read-text-files.ts';
import { requireTypes } from './require-types.ts';
import type { Rows } from './rows.ts';
import { chooseSplitColumn, splitSql } from './split-column.ts';
import { storeSamples } from './store-samples.ts';
import { WorkDatabase } from './work-database.ts';

export interface ImportSamplesOptions extends ImportOptions {
  readonly kind: Plan['kind'];
  /** Bytes of an upload read so far. */
  onRead(source: number, bytes: number): void;
}

/** Imports texts, tables and interactions as a dataset version of layout 2. Memory is bounded; what does not fit goes to files. */
export async function importSamples(options: ImportSamplesOptions): Promise<ImportedVersion> {
  const { store, target, signal } = options;
  const folderKey = `${target}/work`;
  const folder = await store.localFolder(folderKey);
  let database: WorkDatabase | undefined;
  try {
    database = await WorkDatabase.open(folder, signal);
    const reading = { store, signal };
    const imported = await importInto(database, { uploads: options.uploads, reading, database, folder, onRead: options.onRead }, options);
    options.onProgress(1);
    return imported;
  } finally {
    database?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function importInto(database: WorkDatabase, files: ReadFilesOptions, options: ImportSamplesOptions): Promise<ImportedVersion> {
  const rows = await readRows(files, options);
  const plan = await planOf(database, rows, options);
  const continuous = rows.continuous || options.continuous === true;
  await requireTypes(database, rows, plan);
  if (plan.splitColumn) await splitSql(database, rows, plan);
  await rows.release?.();
  const { classes, incomplete } = await makeSamples(database, { ...rows, continuous }, plan, options.split);
  const { store, target } = options;
  const stored = await storeSamples(database, { shape: shapeOf(plan, continuous), classes, sources: rows.sources, store, target, folder: files.folder });
  return { ...stored, incomplete, repaired: rows.repaired, corrupt: { count: 0, examples: [] }, skippedFiles: rows.skippedFiles };
}

function readRows(files: ReadFilesOptions, { format, header }: ImportSamplesOptions): Promise<Rows> {
  switch (format) {
    case 'CSV':
    case 'TSV':
    case 'JSONL':
    case 'PARQUET':
      return readTables(files, format, header);
    case 'TEXT_ARCHIVE':
      return readTextArchives(files);
    case 'TEXT_FILE':
      return readTextFiles(files);
    case 'PARALLEL_TEXT':
      return readParallelText(files);
    default:
      throw new ImportFault(`${format} files hold images.`);
  }
}

async function planOf(database: WorkDatabase, rows: Rows, { kind, columns = {}, missingValues = missingWords, continuous }: ImportSamplesOptions): Promise<Plan> {
  if (rows.continuous) return continuousText;
  const choice = new ColumnChoice(rows.columns, columns);
  if (kind === 'INTERACTION') return planInteraction(database, choice, missingValues);
  const split = await chooseSplitColumn(database, choice);
  if (kind === 'TABULAR') return planTabular(database, choice, split, missingValues);
  if (continuous) return planPieces(database, choice, split);
  return kind === 'TEXT' ? planText(database, choice, split) : planTextPair(database, choice, split);
}
