import { z } from 'zod';
import type { SplitName } from '../../plugin/index.ts';
import { finishVersion } from '../finish-version.ts';
import type { ImportedVersion } from '../import-options.ts';
import { VersionWriter } from '../layout/version-writer.ts';
import { SampleCollector, type SampleGroup } from '../sample-collector.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { splitNames } from '../split-words.ts';
import { storeImageSamples } from '../version/store-image-samples.ts';
import type { OpenedVersion } from '../version/open-version.ts';
import type { DeriveOptions } from './derive-version.ts';

/** Rows that are taken out of the database at a time. */
const AT_ONCE = 4096;

const imageRow = z.object({
  place: z.number().nullable(), pixels: z.instanceof(Uint8Array).nullable(), label: z.string().nullable(), split: z.enum(['TRAIN', 'VALIDATION', 'TEST']).nullable(),
  subject: z.string().nullable(), file: z.string(), row: wholeNumber, entry: z.string().nullable(),
});

/** Stores the table `edited` of a version of images. Pixels are read in the order in which they lie in the parent. */
export async function storeEditedImages(version: OpenedVersion, { store, target, signal }: DeriveOptions): Promise<Omit<ImportedVersion, 'incomplete' | 'corrupt' | 'skippedFiles'>> {
  const { database, images } = version;
  if (images === undefined) throw new Error('This version has no images.');
  const writer = new VersionWriter(store, target);
  try {
    const collector = new SampleCollector(writer);
    const [sources, groups, subjects] = [new Numbered<string>(), new Numbered<string>(), [] as (string | null)[]];
    await database.run('CREATE TABLE ordered AS SELECT place, pixels, label, split, subject, file, "row", entry FROM edited ORDER BY place NULLS LAST, file, "row"');
    for (let start = 0, rows; (rows = await database.all(`SELECT * FROM ordered WHERE rowid >= ${start} AND rowid < ${start + AT_ONCE} ORDER BY rowid`, imageRow)).length > 0; start += AT_ONCE) {
      for (const { place, pixels, label, split, subject, file, row, entry } of rows) {
        const image = pixels ?? (await pixelsAt(images, place));
        await writer.appendPixels(image);
        await collector.note(image, groups.numberOf(JSON.stringify([label, split ?? 'TRAIN'])), { source: sources.numberOf(file), place: row - 1, ...(entry !== null && { name: entry }) });
        subjects.push(subject);
      }
    }
    await writer.finishSamples();
    signal.throwIfAborted();
    const { height, width, channels } = images;
    const finished = await finishVersion({ collector, groupOf: (group) => groupOf(groups.values[group]), image: { height, width, channels }, split: { validation: 0, test: 0, seed: 0 }, sources: sources.values });
    await storeImageSamples(store, target, signal, subjects);
    return { ...finished, splits: splitNames.map((split) => ({ split, count: finished.description.counts[split] })) };
  } catch (error) {
    await writer.abandon({ keepFolder: true });
    throw error;
  }
}

async function pixelsAt({ blob, recordBytes }: NonNullable<OpenedVersion['images']>, place: number | null): Promise<Uint8Array> {
  if (place === null) throw new Error('A sample has neither pixels nor a place.');
  const pixels = new Uint8Array(recordBytes);
  await blob.readInto(pixels, place * recordBytes);
  return pixels;
}

const groupSchema = z.tuple([z.string().nullable(), z.enum(['TRAIN', 'VALIDATION', 'TEST'])]);

function groupOf(group: string | undefined): SampleGroup {
  const [label, split]: [string | null, SplitName] = groupSchema.parse(JSON.parse(group ?? ''));
  return { label: label ?? undefined, split };
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
