import { z } from 'zod';
import type { SplitShares } from '../../domain/dataset-import.ts';
import type { SplitName } from '../../plugin/index.ts';
import { finishVersion } from '../finish-version.ts';
import type { ImportedVersion } from '../import-options.ts';
import { VersionWriter } from '../layout/version-writer.ts';
import { SampleCollector, type SampleGroup } from '../sample-collector.ts';
import { type WorkDatabase, wholeNumber } from '../samples/work-database.ts';
import { splitNames } from '../split-words.ts';
import { storeImageSamples } from '../version/store-image-samples.ts';
import type { OpenedVersion } from '../version/open-version.ts';
import type { DeriveOptions } from './derive-version.ts';

/** Rows that are taken out of the database at a time; fewer where their pixels are many. */
const MOST_AT_ONCE = 4096;
const BYTES_AT_ONCE = 32 * 2 ** 20;

const imageRow = z.object({
  place: z.number().nullable(), pixels: z.instanceof(Uint8Array).nullable(), label: z.string().nullable(), split: z.enum(['TRAIN', 'VALIDATION', 'TEST']).nullable(),
  subject: z.string().nullable(), file: z.string(), row: wholeNumber, entry: z.string().nullable(),
});

/** Stores the table `edited` of a version of images. Pixels are read in the order in which they lie in the parent. */
export function storeEditedImages({ database, images }: OpenedVersion, options: DeriveOptions): Promise<StoredImages> {
  if (images === undefined) throw new Error('This version has no images.');
  return storeImageRows(database, { image: images, images }, options);
}

export type StoredImages = Omit<ImportedVersion, 'incomplete' | 'corrupt' | 'skippedFiles'>;

export interface ImageRows {
  readonly image: { readonly height: number; readonly width: number; readonly channels: 1 | 3 };
  /** Where the pixels of rows with a place lie. */
  readonly images?: NonNullable<OpenedVersion['images']>;
  /** Rows without a split are drawn by these shares; TRAIN where absent. */
  readonly split?: SplitShares;
}

/** Stores the table `edited`, whose rows have `pixels` or a `place` in `images`, as a version of images. */
export async function storeImageRows(database: WorkDatabase, { image: shape, images, split: shares }: ImageRows, { store, target, signal }: Pick<DeriveOptions, 'store' | 'target' | 'signal'>): Promise<StoredImages> {
  const { height, width, channels } = shape;
  const atOnce = Math.max(1, Math.min(MOST_AT_ONCE, Math.floor(BYTES_AT_ONCE / (height * width * channels))));
  const writer = new VersionWriter(store, target);
  try {
    const collector = new SampleCollector(writer);
    const [sources, groups, subjects] = [new Numbered<string>(), new Numbered<string>(), [] as (string | null)[]];
    await database.run('CREATE TABLE ordered AS SELECT place, pixels, label, split, subject, file, "row", entry FROM edited ORDER BY place NULLS LAST, file, "row"');
    for (let start = 0, rows; (rows = await database.all(`SELECT * FROM ordered WHERE rowid >= ${start} AND rowid < ${start + atOnce} ORDER BY rowid`, imageRow)).length > 0; start += atOnce) {
      for (const { place, pixels, label, split, subject, file, row, entry } of rows) {
        const image = pixels ?? (await pixelsAt(images, place));
        await writer.appendPixels(image);
        await collector.note(image, groups.numberOf(JSON.stringify([label, split ?? (shares ? null : 'TRAIN')])), { source: sources.numberOf(file), place: row - 1, ...(entry !== null && { name: entry }) });
        subjects.push(subject);
      }
    }
    await writer.finishSamples();
    signal.throwIfAborted();
    const finished = await finishVersion({ collector, groupOf: (group) => groupOf(groups.values[group]), image: { height, width, channels }, split: shares ?? { validation: 0, test: 0, seed: 0 }, sources: sources.values });
    await storeImageSamples(store, target, signal, subjects);
    return { ...finished, splits: splitNames.map((split) => ({ split, count: finished.description.counts[split] })) };
  } catch (error) {
    await writer.abandon({ keepFolder: true });
    throw error;
  }
}

async function pixelsAt(images: ImageRows['images'], place: number | null): Promise<Uint8Array> {
  if (images === undefined || place === null) throw new Error('A sample has neither pixels nor a place.');
  const { blob, recordBytes } = images;
  const pixels = new Uint8Array(recordBytes);
  await blob.readInto(pixels, place * recordBytes);
  return pixels;
}

const groupSchema = z.tuple([z.string().nullable(), z.enum(['TRAIN', 'VALIDATION', 'TEST']).nullable()]);

function groupOf(group: string | undefined): SampleGroup {
  const [label, split]: [string | null, SplitName | null] = groupSchema.parse(JSON.parse(group ?? ''));
  return { label: label ?? undefined, split: split ?? undefined };
}

/** Numbers values in the order in which they come first. */
class Numbered<T> {
  readonly values: T[] = [];
  readonly #numbers = new Map<T, number>();

  numberOf(value: T): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    this.#numbers.set(value, this.values.length);
    return this.values.push(value) - 1;
  }
}
