import type { DatasetDescription } from '../../plugin/index.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import type { VersionChange } from '../../domain/version-change.ts';
import { ImportFault } from '../import-fault.ts';
import type { ImportedVersion } from '../import-options.ts';
import { type LeftOut, readLeftOut } from '../quality/left-out.ts';
import { type OpenedVersion, openVersion } from '../version/open-version.ts';
import { storeEditedImages } from './store-edited-images.ts';
import { storeEditedTable } from './store-edited-table.ts';

export interface DeriveOptions {
  readonly store: BlobStore;
  /** Key of the version that this one is made of. */
  readonly parent: string;
  readonly description: DatasetDescription;
  /** Key below which the files of the new version are written. */
  readonly target: string;
  /** Other keys that `edit` reads in the database. */
  readonly reads: readonly string[];
  /** 0 to 1. */
  onProgress(done: number): void;
  readonly signal: AbortSignal;
}

/**
 * Changes the table `edited`, and says what. It has the columns of the view `samples` (`sample-columns.ts`), a row per sample of
 * the parent: delete rows, change their content, `label` or `split`, and set `hash` to null where the content changed; or insert rows
 * (`sample_position` and `hash` null; `split` null means TRAIN; images have `pixels` instead of `place`).
 */
export type Edit = (version: OpenedVersion, leftOut: LeftOut) => Promise<Edited>;

export interface Edited {
  readonly changes: readonly VersionChange[];
  /** What is still missing from the files that the first version was imported from. */
  readonly leftOut: LeftOut;
  /** Keys of appended records that could not be added. */
  readonly unfit?: readonly string[];
}

/** Makes a version of another one. Faults that the caller can mend: `ImportFault`. */
export async function deriveVersion(options: DeriveOptions, edit: Edit): Promise<ImportedVersion & Pick<Edited, 'changes' | 'unfit'>> {
  const { store, parent, description, target, reads, signal } = options;
  const leftOut = await readLeftOut(store, parent);
  const version = await openVersion({ store, prefix: parent, description, work: `${target}/work`, signal, reads });
  try {
    const images = description.kind === 'IMAGE' ? ', CAST(NULL AS BLOB) AS pixels' : '';
    await version.database.run(`CREATE TABLE edited AS SELECT *${images} FROM samples`);
    options.onProgress(0.2);
    const edited = await edit(version, leftOut);
    options.onProgress(0.5);
    await requireTraining(version);
    const stored = version.description.kind === 'IMAGE' ? await storeEditedImages(version, options) : await storeEditedTable(version, options);
    options.onProgress(1);
    return { ...stored, ...edited.leftOut, skippedFiles: 0, changes: edited.changes, ...(edited.unfit && { unfit: edited.unfit }) };
  } finally {
    await version.close();
  }
}

async function requireTraining({ database, description }: OpenedVersion): Promise<void> {
  // Splits of interactions are drawn anew.
  const where = description.kind === 'INTERACTION' ? 'true' : `coalesce(split, 'TRAIN') = 'TRAIN'`;
  if (await database.has(`SELECT 1 FROM edited WHERE ${where}`)) return;
  throw new ImportFault('No sample of TRAIN would be left. Take fewer cleaning steps, or import more data.');
}
