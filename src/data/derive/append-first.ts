import { rm } from 'node:fs/promises';
import { RECORDS_FILE } from '../../domain/datasets/record-content.ts';
import type { SplitShares } from '../../domain/dataset-import.ts';
import type { VersionChange } from '../../domain/version-change.ts';
import type { DatasetKind } from '../../plugin/index.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import type { ImportedVersion } from '../import-options.ts';
import { orderSamples } from '../samples/make-samples.ts';
import { quoted } from '../samples/sql.ts';
import { storeSamples } from '../samples/store-samples.ts';
import { inWorkDatabase } from '../samples/wide-tables.ts';
import { WorkDatabase } from '../samples/work-database.ts';
import { plural } from '../shown.ts';
import { leftOutInWords, requireAny, unfitKeys } from './append.ts';
import { decodeRecords, shapeOfImages } from './decode-records.ts';
import { loadRecords } from './load-records.ts';
import { addContent, shapeOfRecords, type TableKind } from './record-content.ts';
import { storeImageRows } from './store-edited-images.ts';

export interface AppendFirstOptions {
  readonly store: BlobStore;
  readonly kind: DatasetKind;
  /** Key of the file of records. */
  readonly records: string;
  readonly split: SplitShares;
  /** Key below which the files of the version are written. */
  readonly target: string;
  /** 0 to 1. */
  onProgress(done: number): void;
  readonly signal: AbortSignal;
}

/** Makes a dataset's first version of appended records alone, as an import of them would: its shape is what they have. */
export async function appendFirst(options: AppendFirstOptions): Promise<ImportedVersion & { changes: readonly VersionChange[]; unfit: readonly string[] }> {
  const { store, records, target, signal, kind } = options;
  const folder = await store.localFolder(`${target}/work`);
  try {
    const path = await store.localFile(records);
    const made = await inWorkDatabase(
      (bounds) => WorkDatabase.open(folder, signal, [path], bounds),
      async (database) => {
        await loadRecords(database, path);
        options.onProgress(0.2);
        return kind === 'IMAGE' ? imageVersion(database, options) : tableVersion(database, kind, options, folder);
      },
    );
    options.onProgress(1);
    const message = [`${plural(made.sampleCount, 'record')} ${made.sampleCount === 1 ? 'is' : 'are'} the dataset's first.`, ...leftOutInWords(made.unfit, kind)].join(' ');
    return { ...made, incomplete: { count: 0, example: undefined }, skippedFiles: 0, changes: [{ kind: 'ADD', count: made.sampleCount, message }] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function tableVersion(database: WorkDatabase, kind: TableKind, { store, target, split }: AppendFirstOptions, folder: string) {
  const shape = { ...(await shapeOfRecords(database, kind)), continuous: false };
  database.requireWidth(shape.content.length);
  await addContent(database, shape);
  await requireAny(database, { count: 0, examples: [] });
  await database.keep(
    'drafts',
    `SELECT ${shape.content.map(quoted).join(', ')}, label, CAST(CASE split WHEN 'TRAIN' THEN 0 WHEN 'VALIDATION' THEN 1 WHEN 'TEST' THEN 2 END AS UTINYINT) AS split, subject, hash, 0 AS file, "row", entry FROM added`,
    shape.content.length,
  );
  const unfit = await unfitKeys(database);
  for (const table of ['added', 'records']) await database.run(`DROP TABLE ${table}`);
  const ordered = await orderSamples(database, shape, split);
  const stored = await storeSamples(database, { shape, ordered, sources: [RECORDS_FILE], store, target, folder });
  return { ...stored, corrupt: { count: 0, examples: [] }, unfit };
}

async function imageVersion(database: WorkDatabase, { store, target, split, signal }: AppendFirstOptions) {
  const image = await shapeOfImages(database, { store, signal });
  const { corrupt, converted } = await decodeRecords(database, image, { store, signal });
  await requireAny(database, corrupt);
  const unfit = await unfitKeys(database);
  await database.run('CREATE TABLE edited AS SELECT *, CAST(NULL AS BIGINT) AS place FROM added');
  const stored = await storeImageRows(database, { image, split }, { store, target, signal });
  return { ...stored, corrupt, unfit, ...(converted && { converted }) };
}
