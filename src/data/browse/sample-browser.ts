import { Fault } from '../../domain/fault.ts';
import type { SampleBrowser, StoredVersionFiles } from '../../domain/samples.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import { BlobNotFound } from '../../store/blob-store.ts';
import { datasetVersionKey } from '../../store/keys.ts';
import { DamagedVersion } from '../layout/version-reader.ts';
import { IdleCache } from './idle-cache.ts';
import { type OpenPixels, openPixels, samplePng } from './sample-png.ts';
import { Slots } from './slots.ts';
import type { VersionTable } from './version-table.ts';

const IDLE_MS = 60_000;
/** Each holds at most 256 MB while it is asked, and little when it is not. */
const TABLES = 8;
const IMAGE_FILES = 32;
/** Pictures that are made at once, and questions that are answered at once: this process has others to answer. */
const QUESTIONS = 2;
const PICTURES = 4;

/** Looks into versions that lie in the store. DuckDB is loaded when the first one is looked at. */
export function openSampleBrowser(store: BlobStore): SampleBrowser {
  const questions = new Slots(QUESTIONS);
  const pictures = new Slots(PICTURES);
  const filesOf = ({ id, description }: StoredVersionFiles) => ({ store, prefix: datasetVersionKey(id), description });
  const tables = new IdleCache<VersionTable>({ idleMs: IDLE_MS, most: TABLES, close: (table) => table.close() });
  const pixels = new IdleCache<OpenPixels>({ idleMs: IDLE_MS, most: IMAGE_FILES, close: ({ blob }) => blob.close() });
  const open = async (version: StoredVersionFiles) => (await import('./version-table.ts')).VersionTable.open(filesOf(version));
  const ask = <T>(version: StoredVersionFiles, work: (table: VersionTable) => Promise<T>) => orFault(() => questions.run(() => tables.use(version.id, () => open(version), work)));
  return {
    page: (version, filter, page) => ask(version, async (table) => (await import('./read-samples.ts')).readSamples(table, version, filter, page)),
    count: (version, filter) => ask(version, async (table) => (await import('./read-samples.ts')).countSamples(table, version, filter)),
    diff: (version, before) => orFault(() => questions.run(() => diff(filesOf(version), filesOf(before)))),
    png: (id, place, maxSide) => pictures.run(() => pixels.use(id, () => openPixels(store, datasetVersionKey(id)), (open) => samplePng(open, place, maxSide))).catch(noneOfThese),
    forget(id) {
      for (const cache of [tables, pixels]) cache.forget((key) => key.includes(id));
    },
    async close() {
      await Promise.all([tables.closeAll(), pixels.closeAll()]);
    },
  };
}

type TableFiles = Parameters<typeof VersionTable.open>[0];

async function diff(files: TableFiles, before: TableFiles) {
  const [{ VersionTable }, { diffVersions }] = [await import('./version-table.ts'), await import('./diff-versions.ts')];
  const table = await VersionTable.open(files, before);
  try {
    return await diffVersions(table);
  } finally {
    table.close();
  }
}

function noneOfThese(error: unknown): undefined {
  if (!(error instanceof DamagedVersion) && !(error instanceof BlobNotFound)) throw error;
  return undefined;
}

async function orFault<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DamagedVersion) throw new Fault('INVALID_STATE', error.message);
    if (error instanceof BlobNotFound) throw new Fault('INVALID_STATE', 'The files of this dataset version are gone.');
    if (error instanceof Error && error.message.startsWith('Out of Memory Error')) throw new Fault('CAPACITY', 'This dataset version is too large to be looked at in this way.');
    if (error instanceof Error && error.name === 'TooSlow') throw new Fault('CAPACITY', 'Looking for these samples takes too long; narrow the filter.');
    throw error;
  }
}
