import type { BrowsedSample, ChangedSample, Difference, SampleBrowser, StoredVersionFiles } from '../../domain/samples.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import { datasetVersionKey } from '../../store/keys.ts';
import { faultOf } from './faults.ts';
import { IdleCache } from './idle-cache.ts';
import { type OpenPixels, openPixels, requireManifest, samplePng } from './sample-png.ts';
import { Slots } from './slots.ts';
import type { Ask, TableFiles, VersionTable } from './version-table.ts';

const IDLE_MS = 60_000;
/** Each holds at most 512 MB while it is asked, and little when it is not. */
const TABLES = 8;
const IMAGE_FILES = 32;
/** A comparison keeps 9 bytes for each sample that differs. */
const COMPARISONS = 4;
const COMPARISON_IDLE_MS = 10 * IDLE_MS;
/** Two versions of ten million samples take 20 s. */
const COMPARING_MS = 120_000;
/** Pictures that are made at once, and questions that are answered at once: this process has others to answer. */
const QUESTIONS = 2;
const PICTURES = 4;

interface Comparison {
  readonly table: VersionTable;
  readonly difference: Difference;
}

/** Looks into versions that lie in the store. DuckDB is loaded when the first one is looked at. */
export function openSampleBrowser(store: BlobStore): SampleBrowser {
  const [questions, comparing, pictures] = [new Slots(QUESTIONS), new Slots(1), new Slots(PICTURES)];
  const tables = new IdleCache<VersionTable>({ idleMs: IDLE_MS, most: TABLES, close: (table) => table.close() });
  const comparisons = new IdleCache<Comparison>({ idleMs: COMPARISON_IDLE_MS, most: COMPARISONS, close: ({ table }) => table.close() });
  const pixels = new IdleCache<OpenPixels>({ idleMs: IDLE_MS, most: IMAGE_FILES, close: ({ blob }) => blob.close() });
  const filesOf = ({ id, description }: StoredVersionFiles): TableFiles => ({ store, prefix: datasetVersionKey(id), description });

  /** Asks about one version. */
  const ask = <T>(version: StoredVersionFiles, work: (ask: Ask, content: readonly string[]) => Promise<T>, signal?: AbortSignal) =>
    orFault(() => questions.run(() => tables.use(version.id, () => openTable(filesOf(version)), (table) => table.question((asking) => work(asking, table.content), signal)), signal));
  /** Asks about what is different. The first one who does waits for the comparison, others of the same two versions with him. */
  const compare = <T>(version: StoredVersionFiles, before: StoredVersionFiles, work: (comparison: Comparison) => Promise<T>) =>
    orFault(() => comparisons.use(`${version.id} ${before.id}`, () => comparing.run(() => openComparison(filesOf(version), filesOf(before))), work));
  const at: SampleBrowser['at'] = async (version, positions, signal) => {
    const known = positions.filter((position) => Number.isSafeInteger(position) && position >= 0);
    const samples = await ask(version, async (asking, content) => (await reading()).readSamples({ ask: asking, version, content }, known), signal);
    return positions.map((position) => samples.get(position));
  };

  return {
    at,
    page: (version, filter, page, signal) => ask(version, async (asking, content) => (await reading()).readPage({ ask: asking, version, content }, filter, page), signal),
    count: (version, filter, signal) => ask(version, async (asking, content) => (await reading()).countSamples({ ask: asking, version, content }, filter), signal),
    diff: (version, before) => compare(version, before, ({ difference }) => Promise.resolve(difference)),
    async changed(version, before, change, page, signal) {
      const changedPositions = await import('./changed-positions.ts');
      const changed = await compare(version, before, ({ table }) => table.question((asking) => changedPositions.changedPositions(asking, change, page), signal));
      const after = await at(version, changed.flatMap(({ position }) => position ?? []), signal);
      const earlier = await at(before, changed.flatMap((one) => one.earlier ?? []), signal);
      const [afterAt, earlierAt] = [byPosition(after), byPosition(earlier)];
      return changed.map((one): ChangedSample => ({ after: one.position === null ? null : (afterAt.get(one.position) ?? null), before: one.earlier === null ? null : (earlierAt.get(one.earlier) ?? null) }));
    },
    png: (id, place, maxSide) =>
      orFault(() =>
        pictures.run(async () => {
          await requireManifest(store, datasetVersionKey(id));
          return pixels.use(id, () => openPixels(store, datasetVersionKey(id)), (open) => samplePng(open, place, maxSide));
        }),
      ),
    forget(id) {
      for (const cache of [tables, comparisons, pixels]) cache.forget((key) => key.includes(id));
    },
    async close() {
      await Promise.all([tables.closeAll(), comparisons.closeAll(), pixels.closeAll()]);
    },
  };
}

const reading = () => import('./read-samples.ts');

const byPosition = (samples: readonly (BrowsedSample | undefined)[]) => new Map(samples.flatMap((sample) => (sample ? [[sample.position, sample]] : [])));

const openTable = async (files: TableFiles) => (await import('./version-table.ts')).VersionTable.open(files);

async function openComparison(files: TableFiles, earlier: TableFiles): Promise<Comparison> {
  const [{ VersionTable }, { compareVersions }] = [await import('./version-table.ts'), await import('./compare-versions.ts')];
  const table = await VersionTable.open(files, { earlier, longestMs: COMPARING_MS });
  const samples = [files, earlier].flatMap(({ description }) => Object.values(description.counts)).reduce((sum, count) => sum + count, 0);
  try {
    return { table, difference: await table.question((ask) => compareVersions(ask, samples)) };
  } catch (error) {
    table.close();
    throw error;
  }
}

async function orFault<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw faultOf(error) ?? error;
  }
}
