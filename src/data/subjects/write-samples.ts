import { z } from 'zod';
import { encodePng } from '../export/encode-png.ts';
import { quoted } from '../samples/sql.ts';
import { wholeNumber } from '../samples/work-database.ts';
import type { OpenedVersion } from '../version/open-version.ts';
import { isOfSubject, type WantedSubject } from './conditions.ts';
import { type SearchOptions, withSubjects } from './find-samples.ts';

const ROWS_AT_ONCE = 500;

const row = z.looseObject({ sample_position: wholeNumber, split: z.string(), label: z.string().nullable(), subject: z.string().nullable(), file: z.string(), row: wholeNumber, entry: z.string().nullable(), place: z.number().nullable() });

/** Writes the samples of a subject, whole, as JSON lines: `split`, `label`, `subject`, `source`, and the content; images as PNG in base64. */
export async function writeSubjectSamples(options: SearchOptions, wanted: WantedSubject, key: string): Promise<void> {
  await withSubjects(options, async (version) => options.store.write(key, lines(version, wanted)));
}

async function* lines(version: OpenedVersion, wanted: WantedSubject): AsyncGenerator<Uint8Array> {
  const { database, content, description } = version;
  // Names of features are anything.
  const values = content.map((name, index) => `${quoted(name)} AS v${index}`);
  const place = version.images ? 'place' : 'CAST(NULL AS INTEGER) AS place';
  const columns = ['sample_position', 'split', 'label', 'subject', 'file', '"row"', 'entry', place, ...values].join(', ');
  await database.run(`CREATE TABLE theirs AS SELECT ${columns} FROM samples WHERE ${await isOfSubject(database, wanted)}`);
  const names = description.kind === 'TABULAR' ? description.columns.map(({ name }) => name) : content;
  for (let last = -1, rows; (rows = await database.all(`SELECT * FROM theirs WHERE sample_position > ${last} ORDER BY sample_position LIMIT ${ROWS_AT_ONCE}`, row)).length > 0; ) {
    for (const { sample_position: at, split, label, subject, file, row: line, entry, place: image, ...rest } of rows) {
      last = at;
      const held = image === null ? Object.fromEntries(names.map((name, index) => [name, rest[`v${index}`]])) : { png: await picture(version, image) };
      yield Buffer.from(`${JSON.stringify({ split, label, subject, source: { file, row: line, entry }, content: held })}\n`);
    }
  }
}

async function picture({ images }: OpenedVersion, place: number): Promise<string> {
  if (!images) throw new Error('This version has no images.');
  const { height, width, channels, recordBytes, blob } = images;
  const pixels = new Uint8Array(recordBytes);
  await blob.readInto(pixels, place * recordBytes);
  return Buffer.from(await encodePng(pixels, { height, width, channels })).toString('base64');
}
