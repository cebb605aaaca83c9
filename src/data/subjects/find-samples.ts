import { z } from 'zod';
import type { DatasetDescription } from '../../plugin/index.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import { samplesName } from '../layout/samples-manifest.ts';
import { DamagedVersion } from '../layout/version-reader.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { openVersion, type OpenedVersion } from '../version/open-version.ts';
import { isOfSubject, type WantedSubject } from './conditions.ts';

export interface SearchOptions {
  readonly store: BlobStore;
  /** Key of the version. */
  readonly prefix: string;
  readonly description: DatasetDescription;
  /** Key of a folder for work in progress. */
  readonly work: string;
  readonly signal: AbortSignal;
}

export interface FoundSamples {
  readonly samples: number;
  /** Name each sample across versions: where it comes from, and what it holds. */
  readonly identities: readonly string[];
  /** Of TRAIN, that are not the subject's. */
  readonly trainingSamplesLeft: number;
}

const none: FoundSamples = { samples: 0, identities: [], trainingSamplesLeft: 0 };

/** Looks for the samples of a subject in a version: one pass over a few columns. */
export async function findSamples(options: SearchOptions, wanted: WantedSubject): Promise<FoundSamples> {
  const found = await withSubjects(options, async ({ database, description }) => {
    const theirs = await isOfSubject(database, wanted);
    // Splits of interactions are drawn anew.
    const trains = description.kind === 'INTERACTION' ? 'true' : `split = 'TRAIN'`;
    const { samples, left } = await database.one(
      `SELECT count(*) FILTER (${theirs}) AS samples, count(*) FILTER (NOT ${theirs} AND ${trains}) AS left FROM samples`,
      z.object({ samples: wholeNumber, left: wholeNumber }),
    );
    if (samples === 0) return none;
    const rows = await database.all(`SELECT left(sha256(concat_ws(chr(10), file, "row", entry, hex(hash))), 24) AS identity FROM samples WHERE ${theirs}`, z.object({ identity: z.string() }));
    return { samples, identities: rows.map(({ identity }) => identity), trainingSamplesLeft: left };
  });
  return found ?? none;
}

/** Works on a version that may hold subjects. Undefined where its files are gone, or of a kind that never held any. */
export async function withSubjects<T>({ store, prefix, description, work, signal }: SearchOptions, use: (version: OpenedVersion) => Promise<T>): Promise<T | undefined> {
  // Images of earlier releases have no such table, and no subjects.
  if ((await store.sizeOf(`${prefix}/${samplesName}`)) === undefined) return undefined;
  const version = await openVersion({ store, prefix, description, work, signal }).catch((error: unknown) => {
    if (error instanceof DamagedVersion) return undefined;
    throw error;
  });
  try {
    return version && (await use(version));
  } finally {
    await version?.close();
  }
}
