import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { importFiles } from '../../src/data/import-files.ts';
import { importImages } from '../../src/data/import-images.ts';
import type { ImportedVersion, ImportOptions } from '../../src/data/import-options.ts';
import { assess } from '../../src/data/quality/assess.ts';
import type { Sampling } from '../../src/data/quality/assessed-version.ts';
import type { DataFormat } from '../../src/domain/dataset-import.ts';
import type { QualityReport } from '../../src/domain/quality-report.ts';
import type { DatasetKind, ImageDescription } from '../../src/plugin/index.ts';
import type { BlobStore } from '../../src/store/blob-store.ts';
import { LocalBlobStore } from '../../src/store/local-blob-store.ts';
import { Random } from '../../src/data/random.ts';

export const running = new AbortController().signal;
export type Files = Readonly<Record<string, Uint8Array>>;

export interface Bench {
  store: BlobStore;
  /** Of the store. */
  folder: string;
  /** Stores the files and imports them as images; `target` is new with every call. */
  import(format: DataFormat, files: Files, options?: Partial<ImportOptions>): Promise<ImportedVersion & { target: string; description: ImageDescription }>;
  /** Likewise as samples of any kind. */
  importAs(kind: DatasetKind, format: DataFormat, files: Files, options?: Partial<ImportOptions>): Promise<ImportedVersion & { target: string }>;
  /** The message of the `ImportFault`, after a look that nothing was left. */
  fault(format: DataFormat, files: Files, options?: Partial<ImportOptions>, kind?: DatasetKind): Promise<string>;
  assess(imported: ImportedVersion & { target: string }, sampling?: Sampling): Promise<QualityReport>;
}

/** A store in a folder of its own, removed after the tests of the file. */
export function useBench(): Bench {
  let folder = '';
  let store: BlobStore;
  let made = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flywheel-data-'));
    store = new LocalBlobStore(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const prepare = async (format: DataFormat, files: Files, options: Partial<ImportOptions>) => {
    made += 1;
    const number = made;
    const target = `dataset-versions/${number}`;
    const uploads = await Promise.all(
      Object.entries(files).map(async ([filename, bytes], index) => {
        await store.write(`uploads/${number}-${index}`, bytes);
        return { filename, key: `uploads/${number}-${index}` };
      }),
    );
    return { uploads, format, split: { validation: 0.1, test: 0.1, seed: 0 }, target, store, onProgress: () => {}, signal: running, ...options };
  };

  return {
    get store() {
      return store;
    },
    get folder() {
      return folder;
    },
    async import(format, files, options = {}) {
      const prepared = await prepare(format, files, options);
      return { ...(await importImages(prepared)), target: prepared.target };
    },
    async importAs(kind, format, files, options = {}) {
      const prepared = await prepare(format, files, options);
      return { ...(await importFiles(kind, prepared)), target: prepared.target };
    },
    async fault(format, files, options = {}, kind = 'IMAGE') {
      const prepared = await prepare(format, files, options);
      const { target } = prepared;
      const message = await importFiles(kind, prepared).then(
        (version) => `imported ${version.sampleCount} samples`,
        (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
      );
      const left = [...(await store.list(target)), ...(await readdir(join(folder, '.incoming')).catch(() => []))];
      return left.length > 0 ? `${message}; left ${left.join(', ')}` : message;
    },
    assess: (imported, sampling) => assess({ store, prefix: imported.target, description: imported.description, leftOut: imported, sampling, onProgress: () => {}, signal: running }),
  };
}

/** Images of noise, all different. */
export function noise(count: number, bytes: number, key = 'noise'): Uint8Array[] {
  const random = new Random(key);
  return Array.from({ length: count }, () => Uint8Array.from({ length: bytes }, () => random.below(256)));
}
