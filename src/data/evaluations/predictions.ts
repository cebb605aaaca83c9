import type { BlobStore } from '../../store/blob-store.ts';
import { type Row, type Table, writeTable } from './write-table.ts';

/** What a classifier said of a sample; classes by name. */
export interface Classified {
  readonly label: string;
  readonly predicted: string;
  /** Of what was predicted. */
  readonly probability: number;
  /** Of the label: 0 where the model does not know it. */
  readonly labelProbability: number;
  /** Of a model of two classes: the log odds of the second one. Keeps the order where probabilities are rounded to 1. */
  readonly margin: number | undefined;
}

/** What a model made of a sample. */
export interface ScoredSample {
  /** In the dataset version. */
  readonly position: number;
  readonly classified?: Classified;
  /** Of others, where it is a text. */
  readonly output?: string | undefined;
  /** Greater is worse; NaN where it cannot be told of one sample. */
  readonly badness: number;
  /** In the order of the statistics' names. */
  readonly values: ArrayLike<number>;
}

/**
 * A row per sample that was scored, by position: `sample_position`, `label`, `predicted`, `probability` and `label_probability` (of classifiers,
 * else null), `output` (null where there is none), `badness`, and a column for each statistic (`statisticColumn`).
 */
export const predictionsName = 'predictions.parquet';
export const statisticColumn = (name: string) => `statistic_${name}`;

/** Writes what was made of the samples, which come in any order, below `prefix`. */
export function writePredictions(store: BlobStore, prefix: string, statistics: readonly string[], samples: AsyncIterable<ScoredSample>, signal: AbortSignal): Promise<void> {
  return writeTable(store, prefix, tableOf(statistics), rowsOf(samples, statistics.length), signal);
}

function tableOf(statistics: readonly string[]): Table {
  const text = (name: string) => ({ name, type: 'VARCHAR' as const });
  const number = (name: string) => ({ name, type: 'DOUBLE' as const });
  return {
    name: 'predictions',
    columns: [
      { name: 'sample_position', type: 'BIGINT' }, text('label'), text('predicted'), number('probability'), number('label_probability'), text('output'), number('badness'),
      ...statistics.map((name) => number(statisticColumn(name))),
    ],
    orderBy: 'sample_position',
  };
}

async function* rowsOf(samples: AsyncIterable<ScoredSample>, statistics: number): AsyncGenerator<Row> {
  for await (const { position, classified, output, badness, values } of samples) {
    const { label = null, predicted = null, probability = null, labelProbability = null } = classified ?? {};
    yield [position, label, predicted, probability, labelProbability, output ?? null, badness, ...Array.from({ length: statistics }, (_, k) => values[k] ?? null)];
  }
}
