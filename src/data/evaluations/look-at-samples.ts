import { z } from 'zod';
import type { Slicing } from '../../domain/evaluations/slices.ts';
import type { DatasetDescription, SplitName } from '../../plugin/index.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import { samplesName } from '../layout/samples-manifest.ts';
import { findingsName } from '../quality/assess.ts';
import { literal } from '../samples/sql.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { type OpenedVersion, openVersion } from '../version/open-version.ts';
import { predictionsName } from './predictions.ts';
import { dimensionsOf } from './slices/dimensions.ts';
import { type Sliced, sliceSamples } from './slices/slice-samples.ts';
import { slicesName } from './slicing-schema.ts';

export interface EvaluatedVersion {
  readonly key: string;
  readonly description: DatasetDescription;
}

export interface LookAtSamplesOptions {
  readonly store: BlobStore;
  /** Where the evaluation's files lie; its predictions are there already. */
  readonly prefix: string;
  readonly version: EvaluatedVersion;
  readonly split: SplitName;
  /** The version that the model learned from. */
  readonly learnedFrom: EvaluatedVersion;
  readonly sliced: Sliced;
  onProgress(done: number): void;
  readonly signal: AbortSignal;
}

/** Joins predictions with what is known of their samples: writes the slices, and counts the samples that the model has seen in training. */
export async function lookAtSamples(options: LookAtSamplesOptions): Promise<{ readonly seenInTraining: number | null }> {
  const { store, prefix, version, split, learnedFrom, sliced, onProgress, signal } = options;
  const keys = { predictions: `${prefix}/${predictionsName}`, findings: `${version.key}/${findingsName}`, training: `${learnedFrom.key}/${samplesName}` };
  const there = await Promise.all([keys.findings, keys.training].map(async (key) => (await store.sizeOf(key)) !== undefined));
  const [hasFindings = false, hasTraining = false] = there;
  const reads = [keys.predictions, ...(hasFindings ? [keys.findings] : []), ...(hasTraining ? [keys.training] : [])];
  const opened = await openVersion({ store, prefix: version.key, description: version.description, work: `${prefix}/work`, signal, reads, threads: 1 });
  try {
    const { database, content } = opened;
    const parquet = async (key: string) => `read_parquet(${literal(await store.localFile(key))})`;
    await database.run(`CREATE VIEW predictions AS SELECT * FROM ${await parquet(keys.predictions)}`);
    await database.run(`CREATE VIEW evaluated AS SELECT * FROM samples WHERE ${rangeOf(split, version.description)}`);
    await database.run(`CREATE VIEW flagged AS ${hasFindings ? `SELECT * FROM ${await parquet(keys.findings)}` : `SELECT NULL::VARCHAR AS "check", NULL::BIGINT AS sample_position WHERE false`}`);
    const slicings = await sliceSamples(database, dimensionsOf(version.description, content), sliced, onProgress);
    await store.write(`${prefix}/${slicesName}`, Buffer.from(JSON.stringify(slicings satisfies readonly Slicing[])));
    return { seenInTraining: hasTraining && canBeSeen(version.description) ? await countSeen(opened, await parquet(keys.training)) : null };
  } finally {
    await opened.close();
  }
}

/** Splits lie one after another, so that one is a range of positions; files of which no row is in it are not read. */
function rangeOf(split: SplitName, { counts }: DatasetDescription): string {
  const start = { TRAIN: 0, VALIDATION: counts.TRAIN, TEST: counts.TRAIN + counts.VALIDATION }[split];
  return `sample_position >= ${start} AND sample_position < ${start + counts[split]}`;
}

/** Paragraphs of one text may well be equal, and so may interactions; neither is a sample seen twice. */
const canBeSeen = (description: DatasetDescription) => description.kind !== 'INTERACTION' && !(description.kind === 'TEXT' && description.continuous === true);

async function countSeen({ database }: OpenedVersion, training: string): Promise<number> {
  const { count } = await database.one(
    `SELECT count(*) AS count FROM evaluated SEMI JOIN predictions USING (sample_position) WHERE hash IN (SELECT hash FROM ${training} WHERE split = 'TRAIN')`,
    z.object({ count: wholeNumber }),
  );
  return count;
}
