import { z } from 'zod';
import { splitNames } from '../split-words.ts';
import { dropDrafts, type OrderedSamples } from './make-samples.ts';
import type { StoredShape } from './plan.ts';
import { rowsTogether } from './rows-together.ts';
import { literal, quoted } from './sql.ts';
import { type WorkDatabase, wholeNumber } from './work-database.ts';

/**
 * Rows that are compressed together, and held in memory while they are. Texts are longer than numbers. Fewer rows of a table are read to
 * show 50 of them (60 columns: 18 ms of processor time, of 122,880 together 60 ms), for files that are 4 % larger; whole scans cost the same.
 */
const TEXTS_TOGETHER = 8192;
const ROWS_TOGETHER = 16_384;

/** Rows are compressed at the fastest level: two thirds of the time for files that are 5 % larger. */
const ROWS_LEVEL = 1;

/**
 * Writes the view `placed`, sorted, as Parquet, as `samples-manifest.ts` describes it, and makes the view `stored` of that file, with
 * `split` as an index and `class_index` (or −1).
 */
export async function writeSamples(database: WorkDatabase, { kind, content }: StoredShape, { classes, order }: OrderedSamples, sources: readonly string[], path: string, onProgress?: (done: number) => void): Promise<void> {
  const labelled = kind === 'TEXT' || kind === 'TABULAR';
  const names = (values: readonly string[]) => `[${values.map(literal).join(', ')}]`;
  const columns = [
    ...content.map(quoted),
    ...(labelled ? ['label'] : []),
    `${names(splitNames)}[split + 1] AS split`,
    'subject', 'hash',
    `${names(sources)}[file + 1] AS file`,
    'row', 'entry',
  ];
  const together = kind === 'TEXT' || kind === 'TEXT_PAIR' ? rowsTogether(TEXTS_TOGETHER, content.length) : `${rowsTogether(ROWS_TOGETHER, content.length)}, COMPRESSION_LEVEL ${ROWS_LEVEL}`;
  // Sorted as indexes, before they are names.
  await database.run(`COPY (SELECT ${columns.join(', ')} FROM (SELECT * FROM placed ORDER BY ${order})) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd, ${together})`, onProgress);
  await dropDrafts(database);
  const split = `CAST(list_position(${names(splitNames)}, split) - 1 AS INTEGER) AS split`;
  const from = `read_parquet(${literal(path)}) AS samples`;
  await database.run(classes.length > 0
    ? `CREATE VIEW stored AS SELECT samples.* REPLACE (${split}), coalesce(classes.class, -1) AS class_index FROM ${from} LEFT JOIN classes ON samples.label = classes.name`
    : `CREATE VIEW stored AS SELECT * REPLACE (${split}), -1 AS class_index FROM ${from}`);
}

/** Samples of each class. */
export async function countClasses(database: WorkDatabase, classes: readonly string[]): Promise<number[]> {
  const found = await database.all('SELECT class_index AS class, count(*) AS count FROM stored WHERE class_index >= 0 GROUP BY class_index', z.object({ class: z.number(), count: wholeNumber }));
  const counts = new Map(found.map(({ class: index, count }) => [index, count]));
  return classes.map((_, index) => counts.get(index) ?? 0);
}
