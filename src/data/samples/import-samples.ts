import { rm } from 'node:fs/promises';
import type { ImportedVersion, ImportOptions } from '../import-options.ts';
import { makePlan } from './make-plan.ts';
import { makeSamples, shapeOf } from './make-samples.ts';
import type { Plan } from './plan.ts';
import { readRows } from './read-rows.ts';
import type { ReadFilesOptions } from './read-tables.ts';
import { requireTypes } from './require-types.ts';
import { splitSql } from './split-column.ts';
import { storeSamples } from './store-samples.ts';
import { inWorkDatabase } from './wide-tables.ts';
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
  try {
    const files = await readInPlace(options);
    const reading = { store, signal };
    const imported = await inWorkDatabase(
      (bounds) => WorkDatabase.open(folder, signal, files, bounds),
      (database) => importInto(database, { uploads: options.uploads, reading, database, folder, onRead: options.onRead, encoding: options.encoding }, options),
    );
    options.onProgress(1);
    return imported;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Of the whole, what is done when the samples are hashed, when they are drawn, when they are written; reading the files comes before. */
const [READ, HASHED, DRAWN, WRITTEN] = [0.5, 0.75, 0.85, 0.97];

async function importInto(database: WorkDatabase, files: ReadFilesOptions, options: ImportSamplesOptions): Promise<ImportedVersion> {
  const rows = await readRows(files, options.format, options.header);
  const continuous = rows.continuous || options.continuous === true;
  const plan = await makePlan(database, options.kind, rows, options);
  await requireTypes(database, rows, plan);
  await splitSql(database, rows, plan);
  await rows.release?.();
  const between = (from: number, to: number) => (done: number) => options.onProgress(from + (to - from) * done);
  const { incomplete, ...ordered } = await makeSamples(database, { ...rows, continuous }, plan, options.split, between(READ, HASHED));
  const { store, target } = options;
  const stored = await storeSamples(database, { shape: shapeOf(plan, continuous), ordered, sources: rows.sources, store, target, folder: files.folder, onProgress: between(DRAWN, WRITTEN) });
  return { ...stored, incomplete, repaired: rows.repaired, doubtful: rows.doubtful, corrupt: { count: 0, examples: [] }, skippedFiles: rows.skippedFiles };
}

/** Files that the database may read where they lie. */
export const readInPlace = ({ format, uploads, store }: Pick<ImportSamplesOptions, 'format' | 'uploads' | 'store'>) => (format === 'PARQUET' ? Promise.all(uploads.map(({ key }) => store.localFile(key))) : []);

