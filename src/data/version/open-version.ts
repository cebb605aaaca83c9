import { rm } from 'node:fs/promises';
import type { DatasetDescription } from '../../plugin/index.ts';
import type { BlobStore, OpenBlob } from '../../store/blob-store.ts';
import { readSamplesManifest, samplesName } from '../layout/samples-manifest.ts';
import { VersionReader } from '../layout/version-reader.ts';
import { literal } from '../samples/sql.ts';
import { WorkDatabase } from '../samples/work-database.ts';
import { writeImageSamples } from './image-samples.ts';

/** Pixels of a version of images. */
export interface ImagePixels {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly recordBytes: number;
  /** Record `place` (a column of `samples`) begins at place × `recordBytes`. */
  readonly blob: OpenBlob;
}

export interface OpenedVersion<D extends DatasetDescription = DatasetDescription> {
  /** Has the version as the view `samples`; its columns: `sample-columns.ts`, and the content. */
  readonly database: WorkDatabase;
  readonly description: D;
  /** Names of the columns that hold the content; none of images. */
  readonly content: readonly string[];
  /** Of images alone. */
  readonly images: ImagePixels | undefined;
  /** Removes the work folder, too. */
  close(): Promise<void>;
}

export interface OpenVersionOptions<D extends DatasetDescription> {
  readonly store: BlobStore;
  /** The key that the version lies below. */
  readonly prefix: string;
  readonly description: D;
  /** Key of a folder for work in progress; it is removed in the end. */
  readonly work: string;
  readonly signal: AbortSignal;
  /** Keys of other files that the database may read. */
  readonly reads?: readonly string[];
  /** Of the database; see `WorkDatabase.open`. */
  readonly threads?: number;
}

/** Opens a version of any kind as a table, to assess, clean, export or look at it. */
export async function openVersion<D extends DatasetDescription>(options: OpenVersionOptions<D>): Promise<OpenedVersion<D>> {
  const { store, work, description } = options;
  const folder = await store.localFolder(work);
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const opened = description.kind === 'IMAGE' ? await openImages(options, folder) : await openTable(options, folder);
    const close = async () => {
      opened.database.close();
      await opened.images?.blob.close();
      await remove();
    };
    return { ...opened, description, close };
  } catch (error) {
    await remove();
    throw error;
  }
}

type Opened = Pick<OpenedVersion, 'database' | 'content' | 'images'>;

async function openTable<D extends DatasetDescription>({ store, prefix, signal, reads = [], threads }: OpenVersionOptions<D>, folder: string): Promise<Opened> {
  const { content } = await readSamplesManifest(store, prefix);
  const path = await store.localFile(`${prefix}/${samplesName}`);
  const database = await WorkDatabase.open(folder, signal, [path, ...(await Promise.all(reads.map((key) => store.localFile(key))))], { threads, columns: content.length });
  await database.run(`CREATE VIEW samples AS SELECT * EXCLUDE (file_row_number), file_row_number AS sample_position${labelOf(content)} FROM read_parquet(${literal(path)}, file_row_number = true)`);
  return { database, content, images: undefined };
}

/** Kinds without classes have no such column in their file. */
const labelOf = (content: readonly string[]) => (content.includes('source') || content.includes('user') ? ', CAST(NULL AS VARCHAR) AS label' : '');

async function openImages<D extends DatasetDescription>({ store, prefix, signal, reads = [], threads }: OpenVersionOptions<D>, folder: string): Promise<Opened> {
  const reader = await VersionReader.open(store, prefix);
  const stored = await store.sizeOf(`${prefix}/${samplesName}`);
  const path = stored === undefined ? await writeImageSamples(reader, folder, signal) : await store.localFile(`${prefix}/${samplesName}`);
  const database = await WorkDatabase.open(folder, signal, [path, ...(await Promise.all(reads.map((key) => store.localFile(key))))], { threads });
  await database.run(`CREATE VIEW samples AS SELECT * EXCLUDE (file_row_number), file_row_number AS sample_position FROM read_parquet(${literal(path)}, file_row_number = true)`);
  return { database, content: [], images: { ...reader.manifest.image, recordBytes: reader.recordBytes, blob: await reader.openImages() } };
}
