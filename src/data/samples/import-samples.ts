import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ColumnRoles } from '../../domain/dataset-import.ts';
import type { DatasetDescription } from '../../plugin/index.ts';
import { ImportFault } from '../import-fault.ts';
import type { ImportedVersion, ImportOptions } from '../import-options.ts';
import { manifestName } from '../layout/manifest.ts';
import { samplesName, type SamplesManifest } from '../layout/samples-manifest.ts';
import { splitNames } from '../split-words.ts';
import { ColumnChoice } from './choose-columns.ts';
import { describeSamples } from './describe-samples.ts';
import { digestSamples } from './digest-samples.ts';
import { makeSamples } from './make-samples.ts';
import type { Plan } from './plan.ts';
import { planInteraction } from './plan-interaction.ts';
import { planTabular } from './plan-tabular.ts';
import { continuousText, planText, planTextPair } from './plan-text.ts';
import { readParallelText } from './read-parallel-text.ts';
import { type ReadFilesOptions, readTables } from './read-tables.ts';
import { readTextArchives } from './read-text-archives.ts';
import { readTextFiles } from './read-text-files.ts';
import type { Rows } from './rows.ts';
import { chooseSplitColumn } from './split-column.ts';
import { WorkDatabase } from './work-database.ts';
import { writeSamples } from './write-samples.ts';

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
  } catch (error) {
    throw outOfSpace(error) ? new ImportFault('The disk or memory of the server is full. Free some space and import again, or import fewer rows.') : error;
  } finally {
    database?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function importInto(database: WorkDatabase, files: ReadFilesOptions, options: ImportSamplesOptions): Promise<ImportedVersion> {
  const rows = await readRows(files, options);
  const plan = await planOf(database, options.kind, rows, options.columns ?? {});
  const { classes, incomplete } = await makeSamples(database, rows, plan, options.split);
  const description = await describeSamples(database, plan, classes, rows.continuous);
  const digest = await digestSamples(database, description);
  const path = join(files.folder, samplesName);
  const perClass = await writeSamples(database, plan, rows.sources, classes, path);
  await database.run('DROP TABLE stored');
  const { store, target } = options;
  const stored = await store.write(`${target}/${samplesName}`, createReadStream(path));
  const sampleCount = splitNames.reduce((sum, split) => sum + description.counts[split], 0);
  await store.write(`${target}/${manifestName}`, manifestBytes({ layout: 2, digest, sampleCount, description: { ...description }, content: plan.content.map(({ name }) => name), sources: [...rows.sources], files: { samples: { name: samplesName, ...stored } } }));
  return {
    digest, sampleCount, description, incomplete,
    splits: splitNames.map((split) => ({ split, count: description.counts[split] })),
    classes: classes.map((label, index) => ({ label, count: perClass[index] ?? 0 })),
    corrupt: { count: 0, examples: [] },
    skippedFiles: rows.skippedFiles,
  };
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

async function planOf(database: WorkDatabase, kind: Plan['kind'], rows: Rows, roles: ColumnRoles): Promise<Plan> {
  if (rows.continuous) return continuousText;
  const choice = new ColumnChoice(rows.columns, roles);
  if (kind === 'INTERACTION') return planInteraction(choice);
  const split = await chooseSplitColumn(database, choice);
  if (kind === 'TABULAR') return planTabular(database, choice, split);
  return kind === 'TEXT' ? planText(database, choice, split) : planTextPair(database, choice, split);
}

const manifestBytes = (manifest: SamplesManifest & { description: DatasetDescription | Record<string, unknown> }) => Buffer.from(JSON.stringify(manifest));

const outOfSpace = (error: unknown) => error instanceof Error && /^Out of Memory Error|No space left on device|ENOSPC|EDQUOT/.test(error.message);
