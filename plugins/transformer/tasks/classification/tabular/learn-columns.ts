import type { Batch, Dataset, TableColumn } from 'flywheel/plugin';
import type { ColumnCodes } from './columns.ts';

/** Rows that statistics and the logistic regression are computed of; of more, a draw by the seed. */
const MOST_ROWS = 50_000;
const READ = 4096;
const QUANTILES = 512;
/** Values of a column that have a token of their own, the most frequent ones. */
const MOST_VALUES = 10_000;

/** Labelled rows of the training split, each as the batches have them. */
export interface Rows {
  readonly count: number;
  readonly numbers: Float64Array;
  readonly categories: readonly (string | null)[];
  readonly labels: Int32Array;
  /** How much each row counts in a loss; absent where all count the same. */
  readonly weights?: Float32Array;
}

/** The rows that statistics are learned of; unlabelled ones are left out. */
export async function readRows(data: Dataset<'TABULAR'>, seed: number, signal: AbortSignal): Promise<Rows> {
  const width = data.columns.filter(({ type }) => type === 'NUMBER').length;
  const numbers: number[] = [];
  const categories: (string | null)[] = [];
  const labels: number[] = [];
  const weights: number[] = [];
  for await (const batch of data.batches({ split: 'TRAIN', size: READ, shuffle: { seed, epoch: 0 } })) {
    signal.throwIfAborted();
    const columns = batch.count === 0 ? 0 : batch.categories.length / batch.count;
    for (let row = 0; row < batch.count && labels.length < MOST_ROWS; row++) {
      const label = batch.labels[row] ?? -1;
      if (label === -1) continue;
      labels.push(label);
      if (batch.weights) weights.push(batch.weights[row] ?? 1);
      for (let k = 0; k < width; k++) numbers.push(batch.numbers[row * width + k] ?? NaN);
      for (let k = 0; k < columns; k++) categories.push(batch.categories[row * columns + k] ?? null);
    }
    if (labels.length >= MOST_ROWS) break;
  }
  return { count: labels.length, numbers: Float64Array.from(numbers), categories, labels: Int32Array.from(labels), ...(weights.length > 0 && { weights: Float32Array.from(weights) }) };
}

/**
 * Statistics of each column. A value that occurs only once counts as one that is not known, so that unknown values have
 * a token which was trained.
 */
export function learnColumns(columns: readonly TableColumn[], rows: Pick<Batch<'TABULAR'>, 'count' | 'numbers' | 'categories'>): ColumnCodes {
  const numbers = columns.filter(({ type }) => type === 'NUMBER');
  const categories = columns.filter(({ type }) => type === 'CATEGORY');
  return {
    numbers: numbers.map(({ name }, k) => ({ name, ...learnNumber(Float64Array.from({ length: rows.count }, (_, row) => rows.numbers[row * numbers.length + k] ?? NaN)) })),
    categories: categories.map(({ name }, k) => ({ name, values: frequent(Array.from({ length: rows.count }, (_, row) => rows.categories[row * categories.length + k] ?? null)) })),
  };
}

function learnNumber(values: Float64Array): { mean: number; deviation: number; quantiles: number[] } {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  const [least, most] = [known[0], known.at(-1)];
  if (least === undefined || most === undefined) return { mean: 0, deviation: 1, quantiles: [] };
  // A sum of equal values is rounded, so their mean can lie beside them: the deviation would be 3.6e-14 or so, not 0.
  if (least === most) return { mean: least, deviation: 1, quantiles: [least] };
  // Neither sums nor squares of the greatest doubles are doubles, and squares of the smallest are 0.
  const greatest = Math.max(Math.abs(least), Math.abs(most));
  const scale = greatest > 1e-140 && greatest < 1e140 ? 1 : greatest;
  const scaled = known.map((value) => value / scale);
  const mean = scaled.reduce((sum, value) => sum + value, 0) / known.length;
  const deviation = Math.min(Number.MAX_VALUE, Math.sqrt(scaled.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length) * scale);
  const count = Math.min(QUANTILES, known.length);
  const quantiles = Array.from({ length: count }, (_, k) => known[Math.round((k * (known.length - 1)) / Math.max(1, count - 1))] ?? 0);
  return { mean: mean * scale, deviation: deviation > 0 ? deviation : 1, quantiles };
}

function frequent(values: readonly (string | null)[]): string[] {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > 1).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, MOST_VALUES).map(([value]) => value);
}
