import { join } from 'node:path';
import { z } from 'zod';
import type { DatasetDescription } from '../../../plugin/index.ts';
import type { BlobStore } from '../../../store/blob-store.ts';
import { literal } from '../../samples/sql.ts';
import { type WorkDatabase, wholeNumber } from '../../samples/work-database.ts';
import { openVersion } from '../../version/open-version.ts';
import type { AssessedVersion } from '../assessed-version.ts';
import { everyNth } from '../sampled.ts';

/** The version that another is compared with. */
export interface EarlierVersion {
  /** The key that it lies below. */
  readonly key: string;
  readonly description: DatasetDescription;
  /** Whether the other is this one with samples added; then those alone are compared with it. */
  readonly grown: boolean;
}

/** One of the two versions that are compared. */
export interface Side {
  readonly version: AssessedVersion;
  /** How many samples there are. */
  readonly total: number;
  /** In SQL, what of `source` is looked at, when at most so many samples are. */
  from(source: string, most: number): string;
}

export interface Compared {
  readonly before: Side;
  readonly after: Side;
  close(): Promise<void>;
}

/** Opens the earlier version beside the one that is assessed. */
export async function compared(version: AssessedVersion, store: BlobStore, work: string, { key, description, grown }: EarlierVersion): Promise<Compared> {
  const folder = `${work}/before`;
  const opened = await openVersion({ store, prefix: key, description, work: folder, signal: version.signal });
  try {
    if (grown) await added(version.database, opened.database, join(await store.localFolder(folder), 'hashes.parquet'));
    return { before: await side({ ...version, ...opened }, false), after: await side(version, grown), close: opened.close };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** Makes the table `added` of the samples that the earlier version does not hold. */
async function added(database: WorkDatabase, earlier: WorkDatabase, path: string): Promise<void> {
  await earlier.run(`COPY (SELECT DISTINCT hash FROM samples) TO ${literal(path)} (FORMAT parquet)`);
  await database.run(`CREATE TABLE added AS SELECT sample_position FROM samples ANTI JOIN read_parquet(${literal(path)}) USING (hash)`);
}

async function side(version: AssessedVersion, addedOnly: boolean): Promise<Side> {
  const { total } = await version.database.one(`SELECT count(*) AS total FROM ${addedOnly ? 'added' : 'samples'}`, z.object({ total: wholeNumber }));
  return {
    version,
    total,
    from(source, most) {
      const every = everyNth(total, most);
      // Of added samples, whose places are anywhere, as many by a hash of the place.
      if (addedOnly) return `(SELECT * FROM ${source} SEMI JOIN added USING (sample_position) WHERE hash(sample_position) % ${every} = 0)`;
      return every === 1 ? source : `(SELECT * FROM ${source} WHERE sample_position % ${every} = 0)`;
    },
  };
}
