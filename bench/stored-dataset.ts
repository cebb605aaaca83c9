import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { DatasetDescription, DatasetKind } from 'flywheel/plugin';
import { importFiles } from '../src/data/import-files.ts';
import { openDataset, type StoredDataset } from '../src/data/open-dataset.ts';
import type { ColumnRoles, DataFormat, SplitShares } from '../src/domain/dataset-import.ts';
import { LocalBlobStore } from '../src/store/local-blob-store.ts';

/** Raise it where what an import makes of the same files changes. */
const CACHE_VERSION = 3;

export interface StoredDatasetOptions<K extends DatasetKind> {
  readonly kind: K;
  readonly format: DataFormat;
  /** Paths; their last parts are the names that tell splits and sides. */
  readonly files: readonly string[];
  readonly columns?: ColumnRoles;
  /** A tenth each for validation and test, seed 0, where it is absent and the files do not name them. */
  readonly split?: SplitShares;
  readonly header?: boolean;
}

/**
 * A dataset version from files of this machine as the platform imports and reads it, without server and database, for
 * training plugins in scripts. Kept in the system's folder for temporary files: the second call with the same files takes
 * as long as a trainer takes to open it.
 */
export async function importStored<K extends DatasetKind>(options: StoredDatasetOptions<K>): Promise<{ dataset: StoredDataset<K>; folder: string; prefix: string; description: DatasetDescription }> {
  const { kind, format, files, columns, header, split = { validation: 0.1, test: 0.1, seed: 0 } } = options;
  const facts = await Promise.all(files.map(async (path) => [path, (await stat(path)).size, (await stat(path)).mtimeMs]));
  const key = createHash('sha256').update(JSON.stringify([CACHE_VERSION, kind, format, columns, header, split, facts])).digest('hex').slice(0, 16);
  const folder = join(tmpdir(), 'flywheel-bench-datasets');
  await mkdir(folder, { recursive: true });
  const store = new LocalBlobStore(folder);
  const prefix = `dataset-versions/${key}`;
  const descriptionFile = join(folder, `${key}.json`);
  const known = await readFile(descriptionFile, 'utf8').catch(() => undefined);
  const description: DatasetDescription = known === undefined ? await imported() : JSON.parse(known);
  const dataset = await openDataset(store, prefix, description);
  if (!isStoredKind(dataset, kind)) throw new Error(`The dataset is of kind ${dataset.kind}, not ${kind}.`);
  return { dataset, folder, prefix, description };

  async function imported(): Promise<DatasetDescription> {
    await store.remove(prefix);
    const uploads = await Promise.all(
      files.map(async (path, index) => {
        const upload = { filename: basename(path), key: `uploads/${key}-${index}` };
        await store.write(upload.key, createReadStream(path));
        return upload;
      }),
    );
    const version = await importFiles(kind, { uploads, format, split, header, columns, target: prefix, store, onProgress: () => undefined, signal: new AbortController().signal });
    for (const upload of uploads) await rm(await store.localFile(upload.key));
    await writeFile(descriptionFile, JSON.stringify(version.description));
    return version.description;
  }
}

function isStoredKind<K extends DatasetKind>(dataset: StoredDataset, kind: K): dataset is StoredDataset<K> {
  return dataset.kind === kind;
}
