import type { Batch } from 'flywheel/plugin';
import { z } from 'zod';

/** How the values of a table become tokens; learned on the training split. */
export const columnCodes = z.object({
  numbers: z.array(z.object({
    name: z.string(),
    mean: z.number(),
    /** Standard deviation; 1 where all values are the same. */
    deviation: z.number().positive(),
    /** At even shares of the sorted values, the least and the greatest among them; empty where every value is missing. */
    quantiles: z.array(z.number()),
  })),
  categories: z.array(z.object({
    name: z.string(),
    /** Values 2, 3, … of the column; 0 is missing, 1 any value that is not among them. */
    values: z.array(z.string()),
  })),
});

export type ColumnCodes = z.infer<typeof columnCodes>;

/**
 * What the value of a number column counts as. Where training has seen no value every one counts as missing, and where it has
 * seen one alone every other one counts as that: the directions that such a value would go along never got a gradient.
 */
export function seenValue({ quantiles }: Pick<ColumnCodes['numbers'][number], 'quantiles'>, value: number): number {
  const [least, greatest] = [quantiles[0], quantiles.at(-1)];
  if (least === undefined || Number.isNaN(value)) return NaN;
  return least === greatest ? least : value;
}

/** Standardized values are cut here, so that one wild value does not drown the rest. */
const FARTHEST = 10;

/** Samples as the network takes them. */
export interface CodedRows {
  readonly count: number;
  /** count × numbers: quantiles as normal deviates, [−3, 3]; 0 where missing. */
  readonly ranks: Float32Array;
  /** count × numbers: standardized, [−10, 10]; 0 where missing. */
  readonly amounts: Float32Array;
  /** count × numbers: 1 where missing. */
  readonly missing: Float32Array;
  /** count × categories: places in the table of all columns' values. */
  readonly categories: Int32Array;
}

export class ColumnCoder {
  readonly codes: ColumnCodes;
  readonly #places: readonly ReadonlyMap<string, number>[];
  readonly #starts: readonly number[];
  /** Rows of the table of all columns' values. */
  readonly categoryRows: number;

  constructor(codes: ColumnCodes) {
    this.codes = codes;
    this.#places = codes.categories.map(({ values }) => new Map(values.map((value, k) => [value, k + 2])));
    let rows = 0;
    this.#starts = codes.categories.map(({ values }) => {
      const start = rows;
      rows += values.length + 2;
      return start;
    });
    this.categoryRows = rows;
  }

  code({ count, numbers, categories }: Pick<Batch<'TABULAR'>, 'count' | 'numbers' | 'categories'>): CodedRows {
    const coded = { count, ranks: new Float32Array(numbers.length), amounts: new Float32Array(numbers.length), missing: new Float32Array(numbers.length) };
    const width = this.codes.numbers.length;
    for (let k = 0; k < numbers.length; k++) {
      const code = this.codes.numbers[k % width];
      const value = code === undefined ? NaN : seenValue(code, numbers[k] ?? NaN);
      if (code === undefined || Number.isNaN(value)) {
        coded.missing[k] = 1;
        continue;
      }
      coded.ranks[k] = rankOf(value, code.quantiles);
      coded.amounts[k] = standardized(value, code, FARTHEST);
    }
    const columns = this.codes.categories.length;
    return { ...coded, categories: Int32Array.from(categories, (value, k) => this.#place(k % columns, value)) };
  }

  #place(column: number, value: string | null): number {
    const start = this.#starts[column] ?? 0;
    return value === null ? start : start + (this.#places[column]?.get(value) ?? 1);
  }
}

/** Deviations from the mean, cut at `farthest` to both sides. */
export function standardized(value: number, { mean, deviation }: ColumnCodes['numbers'][number], farthest: number): number {
  const distance = value - mean;
  // The distance of two doubles may be none; that of their halves is.
  const deviations = Number.isFinite(distance) ? distance / deviation : (value / 2 - mean / 2) / (deviation / 2);
  return Math.max(-farthest, Math.min(farthest, deviations));
}

/** The normal deviate of a value's share among the training split's, of which there is one at least; cut at ±3. */
function rankOf(value: number, quantiles: readonly number[]): number {
  const last = quantiles.length - 1;
  // Of equal quantiles the middle: a value that half of the rows have is not an extreme.
  const below = boundary(quantiles, (one) => one < value);
  const upTo = boundary(quantiles, (one) => one <= value);
  const place = upTo > below ? (below + upTo - 1) / 2 : between(quantiles, below, value);
  return Math.max(-3, Math.min(3, normalQuantile(Math.max(0.001, Math.min(0.999, last === 0 ? 0.5 : place / last)))));
}

/** Where `value` lies between the quantile before `above` and the one at it. */
function between(quantiles: readonly number[], above: number, value: number): number {
  const [low, high] = [quantiles[above - 1], quantiles[above]];
  if (low === undefined) return 0;
  if (high === undefined) return above;
  const width = high - low;
  return above - 1 + (Number.isFinite(width) ? (value - low) / width : (value / 2 - low / 2) / (high / 2 - low / 2));
}

/** How many from the start fulfil a condition that none after does. */
function boundary(sorted: readonly number[], holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle] ?? NaN)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The inverse of the normal distribution function, to 4.5e-4 (Abramowitz & Stegun 26.2.23). */
export function normalQuantile(share: number): number {
  const t = Math.sqrt(-2 * Math.log(Math.min(share, 1 - share)));
  const size = t - (2.515517 + 0.802853 * t + 0.010328 * t ** 2) / (1 + 1.432788 * t + 0.189269 * t ** 2 + 0.001308 * t ** 3);
  return share < 0.5 ? -size : size;
}
