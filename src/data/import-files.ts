import type { DatasetKind } from '../plugin/index.ts';
import { importImages } from './import-images.ts';
import { type ImportedVersion, type ImportOptions, progressOf, requireShares } from './import-options.ts';

/** Of an import without images, the part that reads the files; sorting and writing come after. */
const READING = 0.5;

/** Imports files as a version of a dataset of this kind. Faults of the files: `ImportFault`; of the signal: its reason. */
export async function importFiles(kind: DatasetKind, options: ImportOptions): Promise<ImportedVersion> {
  if (kind === 'IMAGE') return importImages(options);
  requireShares(options.split);
  // Loads DuckDB, which images do without.
  const { importSamples } = await import('./samples/import-samples.ts');
  try {
    return await importSamples({ ...options, kind, onRead: await progressOf(options, READING) });
  } catch (error) {
    // One that was stopped may have a successor by now, which cleared the folder first and writes there.
    if (!options.signal.aborted) await options.store.remove(options.target);
    throw error;
  }
}
