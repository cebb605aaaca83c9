import { z } from 'zod';
import type { EvaluatedSample, EvaluatedSampleFilter, EvaluationFiles } from '../../domain/evaluations/evaluation-files.ts';
import { Fault } from '../../domain/fault.ts';
import { type BlobStore, BlobNotFound } from '../../store/blob-store.ts';
import { evaluationKey } from '../../store/keys.ts';
import { Slots } from '../browse/slots.ts';
import type { ReadOnlyDatabase } from '../samples/read-only-database.ts';
import { literal } from '../samples/sql.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { pairSamples } from './pair-samples.ts';
import { predictionsName } from './predictions.ts';
import { resamplesName } from './resamples.ts';
import { slicesName, slicingsSchema } from './slicing-schema.ts';

/** Questions that are answered at once: this process has others to answer. */
const QUESTIONS = 2;

/** Looks into evaluations that lie in the store. DuckDB is loaded when the first one is looked at. */
export function evaluationFiles(store: BlobStore): EvaluationFiles {
  const slots = new Slots(QUESTIONS);
  /** @param views  name → key of its Parquet file */
  const ask = <T>(views: Readonly<Record<string, string>>, work: (database: ReadOnlyDatabase) => Promise<T>) => orFault(() => slots.run(() => withViews(store, views, work)));
  return {
    slices: (id) => orFault(async () => slicingsSchema.parse(JSON.parse(Buffer.from(await store.readAll(`${evaluationKey(id)}/${slicesName}`)).toString()))),
    worstSamples: (id, filter, { offset, limit }) =>
      ask({ predictions: `${evaluationKey(id)}/${predictionsName}` }, async (database) => {
        const sql = `SELECT sample_position, label, predicted, probability, label_probability, output, badness FROM predictions WHERE ${conditionOf(filter)}`;
        return (await database.all(`${sql} ORDER BY badness DESC NULLS LAST, sample_position LIMIT ${limit} OFFSET ${offset}`, row)).map(sampleOf);
      }),
    resamples: (id) =>
      ask({ resamples: `${evaluationKey(id)}/${resamplesName}` }, async (database) => {
        const rows = await database.all('SELECT * FROM resamples', z.record(z.string(), z.number().nullable()));
        return new Map(Object.keys(rows[0] ?? {}).map((name) => [name, Float64Array.from(rows, (values) => values[name] ?? NaN)]));
      }),
    pairedSamples: (id, baselineId, shares) =>
      ask({ evaluated: `${evaluationKey(id)}/${predictionsName}`, baseline: `${evaluationKey(baselineId)}/${predictionsName}` }, (database) => pairSamples(database, shares)),
  };
}

async function withViews<T>(store: BlobStore, views: Readonly<Record<string, string>>, work: (database: ReadOnlyDatabase) => Promise<T>): Promise<T> {
  const { ReadOnlyDatabase: Database } = await import('../samples/read-only-database.ts');
  const paths = new Map<string, string>();
  for (const [name, key] of Object.entries(views)) {
    if ((await store.sizeOf(key)) === undefined) throw new BlobNotFound(key);
    paths.set(name, await store.localFile(key));
  }
  const database = await Database.open([...paths.values()], Object.fromEntries([...paths].map(([name, path]) => [name, `SELECT * FROM read_parquet(${literal(path)})`])));
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

const row = z.object({
  sample_position: wholeNumber, label: z.string().nullable(), predicted: z.string().nullable(), probability: z.number().nullable(), label_probability: z.number().nullable(), output: z.string().nullable(), badness: z.number().nullable(),
});

function sampleOf({ sample_position: position, label, predicted, probability, label_probability: labelProbability, output, badness }: z.infer<typeof row>): EvaluatedSample {
  const classified = label === null || predicted === null ? null : { label, predicted, probability: probability ?? 0, labelProbability: labelProbability ?? 0 };
  return { position, classified, output, badness };
}

function conditionOf({ label, predicted, wrong }: EvaluatedSampleFilter): string {
  const conditions = [
    ...(label == null ? [] : [`label = ${literal(label)}`]),
    ...(predicted == null ? [] : [`predicted = ${literal(predicted)}`]),
    ...(wrong == null ? [] : [`label ${wrong ? '<>' : '='} predicted`]),
  ];
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

async function orFault<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof BlobNotFound) throw new Fault('INVALID_STATE', 'The files of this evaluation are gone.');
    if (error instanceof Error && error.name === 'TooSlow') throw new Fault('CAPACITY', 'This evaluation has too many samples to be looked at in this way.');
    if (error instanceof Error && error.message.startsWith('Out of Memory Error')) throw new Fault('CAPACITY', 'This evaluation has too many samples to be looked at in this way.');
    throw error;
  }
}
