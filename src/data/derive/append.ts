import { z } from 'zod';
import type { SplitShares } from '../../domain/dataset-import.ts';
import type { VersionChange } from '../../domain/version-change.ts';
import type { DatasetKind } from '../../plugin/index.ts';
import { NoRecordFits } from '../import-fault.ts';
import type { CorruptSamples } from '../import-options.ts';
import { quoted } from '../samples/sql.ts';
import { type WorkDatabase, wholeNumber } from '../samples/work-database.ts';
import { counted, plural, shown } from '../shown.ts';
import type { OpenedVersion } from '../version/open-version.ts';
import { decodeRecords } from './decode-records.ts';
import { deriveVersion, type DeriveOptions, type Edited } from './derive-version.ts';
import { drawAddedSplits } from './draw-added-splits.ts';
import { loadRecords } from './load-records.ts';
import { addContent } from './record-content.ts';

export interface AppendOptions extends Omit<DeriveOptions, 'reads'> {
  /** Key of the file of records. */
  readonly records: string;
  readonly split: SplitShares;
}

const none: CorruptSamples = { count: 0, examples: [] };

/** Makes a version of another one and appended records. Records that cannot be added are left out and told; where none is left: `ImportFault`. */
export function appendToVersion(options: AppendOptions) {
  return deriveVersion({ ...options, reads: [options.records] }, async (version, before): Promise<Edited> => {
    const { database, description } = version;
    await loadRecords(database, await options.store.localFile(options.records));
    const corrupt = description.kind === 'IMAGE' ? await decodeInto(version, options) : none;
    if (description.kind !== 'IMAGE') {
      await addContent(database, { kind: description.kind, content: version.content, features: description.kind === 'TABULAR' ? description.columns : [] });
    }
    await requireAny(database, corrupt);
    const unfit = await unfitKeys(database);
    const followers = description.kind === 'INTERACTION' ? 0 : await drawAddedSplits(database, options.split);
    await database.run(`INSERT INTO edited BY NAME SELECT ${[...version.content.map(quoted), 'label', 'split', 'subject', 'hash', 'file', '"row"', 'entry', ...(version.images ? ['pixels'] : [])].join(', ')} FROM added`);
    const leftOut = { ...before, corrupt: { count: before.corrupt.count + corrupt.count, examples: [...before.corrupt.examples, ...corrupt.examples].slice(0, 5) } };
    return { changes: [await told(database, { followers, unfit, kind: description.kind })], leftOut, unfit };
  });
}

function decodeInto({ database, description }: OpenedVersion, { store, signal }: AppendOptions): Promise<CorruptSamples> {
  if (description.kind !== 'IMAGE') throw new Error('Not a version of images.');
  const { height, width, channels } = description.image;
  return decodeRecords(database, { height, width, channels: channels === 1 ? 1 : 3 }, { store, signal }).then(({ corrupt }) => corrupt);
}

/** A fault where no record could be added. */
export async function requireAny(database: WorkDatabase, corrupt: CorruptSamples): Promise<void> {
  if (await database.has('SELECT 1 FROM added')) return;
  if (corrupt.count > 0) throw new NoRecordFits(`None of the images of ${plural(corrupt.count, 'record')} can be decoded. The first: ${corrupt.examples[0] ?? ''}.`);
  const { key, count } = await database.one('SELECT min_by(key, number) AS key, count(*) AS count FROM records', z.object({ key: z.string().nullable(), count: wholeNumber }));
  throw new NoRecordFits(`None of ${plural(count, 'record')} has the columns of the version that they are to be added to. The first is "${shown(key ?? '')}".`);
}

/** Keys of the records that were not added, in their order. */
export async function unfitKeys(database: WorkDatabase): Promise<string[]> {
  const rows = await database.all('SELECT key FROM records WHERE number NOT IN (SELECT "row" FROM added) ORDER BY number', z.object({ key: z.string() }));
  return rows.map(({ key }) => key);
}

/** How many records were not added, and why. Not which: keys may tell of people, and changes are kept when they are erased. */
export function leftOutInWords(unfit: readonly string[], kind: DatasetKind): string[] {
  if (unfit.length === 0) return [];
  const why = kind === 'IMAGE' ? 'the image cannot be decoded' : 'the version has other columns';
  return [`${counted(unfit.length)} ${unfit.length === 1 ? 'was' : 'were'} left out, because ${why}.`];
}

async function told(database: WorkDatabase, { followers, unfit, kind }: { followers: number; unfit: readonly string[]; kind: DatasetKind }): Promise<VersionChange> {
  const { added, train, validation, test } = await database.one(
    `SELECT count(*) AS added, count(*) FILTER (split = 'TRAIN') AS train, count(*) FILTER (split = 'VALIDATION') AS validation, count(*) FILTER (split = 'TEST') AS test FROM added`,
    z.object({ added: wholeNumber, train: wholeNumber, validation: wholeNumber, test: wholeNumber }),
  );
  const where = kind === 'INTERACTION' ? '; the splits were drawn anew, by time' : `: ${counted(train)} to TRAIN, ${counted(validation)} to VALIDATION, ${counted(test)} to TEST`;
  const sentences = [
    `${plural(added, 'record')} ${added === 1 ? 'was' : 'were'} added${where}.`,
    ...(followers > 0 ? [`${counted(followers)} of them ${followers === 1 ? 'follows' : 'follow'} the split of an equal sample.`] : []),
    ...leftOutInWords(unfit, kind),
  ];
  return { kind: 'ADD', count: added, message: sentences.join(' ') };
}
