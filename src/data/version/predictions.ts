import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobStore } from '../../store/blob-store.ts';
import { literal } from '../samples/sql.ts';
import { WorkDatabase } from '../samples/work-database.ts';

/** What a model said of a labelled sample. */
export interface StoredPrediction {
  readonly position: number;
  readonly label: string;
  readonly predicted: string;
  readonly probability: number;
  readonly labelProbability: number;
}

/** `sample_position`, `label`, `predicted`, `probability` (of what was predicted), `label_probability`. */
export const predictionsName = 'predictions.parquet';

/** Writes predictions, in the order of positions, as a file below `prefix`. */
export async function writePredictions(store: BlobStore, prefix: string, predictions: AsyncIterable<StoredPrediction>, signal: AbortSignal): Promise<void> {
  const folder = await store.localFolder(`${prefix}/work`);
  const database = await WorkDatabase.open(folder, signal);
  try {
    await database.run('CREATE TABLE predictions (sample_position BIGINT, label VARCHAR, predicted VARCHAR, probability DOUBLE, label_probability DOUBLE)');
    const appender = await database.append('predictions');
    for await (const { position, label, predicted, probability, labelProbability } of predictions) {
      appender.appendBigInt(BigInt(position));
      appender.appendVarchar(label);
      appender.appendVarchar(predicted);
      appender.appendDouble(probability);
      appender.appendDouble(labelProbability);
      appender.endRow();
    }
    appender.flushSync();
    appender.closeSync();
    const path = join(folder, predictionsName);
    await database.run(`COPY predictions TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`);
    await store.write(`${prefix}/${predictionsName}`, createReadStream(path));
  } finally {
    database.close();
    await rm(folder, { recursive: true, force: true });
  }
}
