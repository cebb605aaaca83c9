import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { seenValue, standardized, type ColumnCoder } from '../columns.ts';
import type { Rows } from '../learn-columns.ts';
import { minimize } from './minimize.ts';
import { featureCount, type FitPlan } from './plan-fit.ts';

/** Weights [features + 1, classes], row by row, the intercepts last. */
export const logisticWeights = z.object({ weights: z.array(z.number()) });

/** Inverse strength of the penalty ½ · |w|², as scikit-learn's C; intercepts are free. */
const STRENGTH = 1;
const ITERATIONS = 200;
const TOLERANCE = 1e-5;
/** Of the rows that were learned, none is farther from the mean than the root of their number, 224 deviations; of others, any double may come. */
const FARTHEST = 1e6;
/** Rows whose features are made without a pause. */
const AT_ONCE = 1024;

/** The features of a row: few numbers, and columns that are 1. */
interface Features {
  readonly numbers: Float64Array;
  readonly ones: readonly number[];
}

/**
 * Multinomial logistic regression, the simple model that the Transformer is measured beside: standardized numbers (a
 * missing one is the mean, and says so in a column of its own) and a column for each value of a category.
 */
export class LogisticRegression {
  readonly #coder: ColumnCoder;
  readonly #classes: number;
  readonly #weights: Float64Array;

  constructor(coder: ColumnCoder, classes: number, weights: ArrayLike<number>) {
    this.#coder = coder;
    this.#classes = classes;
    this.#weights = Float64Array.from(weights);
  }

  get weights(): number[] {
    return [...this.#weights];
  }

  /** count × classes, row by row. */
  logits(rows: Omit<Rows, 'labels'>): Float64Array {
    const logits = new Float64Array(rows.count * this.#classes);
    for (let row = 0; row < rows.count; row++) addLogits(logits.subarray(row * this.#classes, (row + 1) * this.#classes), featuresOf(this.#coder, rows, row), this.#weights);
    return logits;
  }

  /**
   * The minimum of the penalized loss over the rows that the plan takes; the same for the same rows. Timers and messages have
   * their turn between two evaluations.
   *
   * @throws the signal's reason when it is aborted
   */
  static async fit(coder: ColumnCoder, classes: number, all: Rows, { rows: count, evaluations, signal }: FitPlan & { readonly signal: AbortSignal }): Promise<LogisticRegression> {
    const { labels, weights: counts } = all;
    const features: Features[] = [];
    for (let row = 0; row < count; row++) {
      if (row % AT_ONCE === 0) await turn(signal);
      features.push(featuresOf(coder, all, row));
    }
    const size = (featureCount(coder) + 1) * classes;
    // Two classes share one difference, whose square is twice the sum of its halves' squares.
    const penalty = (classes === 2 ? 2 : 1) / (STRENGTH * Math.max(1, count));
    const weights = await minimize(async (at) => {
      await turn(signal);
      const gradient = new Float64Array(size);
      const logits = new Float64Array(classes);
      let value = 0;
      features.forEach((one, row) => {
        logits.fill(0);
        addLogits(logits, one, at);
        const share = (counts?.[row] ?? 1) / count;
        value += lossAndSlopes(logits, labels[row] ?? 0) * share;
        addGradient(gradient, one, logits, share);
      });
      for (let k = 0; k < size - classes; k++) {
        const weight = at[k] ?? 0;
        value += (penalty * weight ** 2) / 2;
        gradient[k] = (gradient[k] ?? 0) + penalty * weight;
      }
      return { value, gradient };
    }, new Float64Array(size), { iterations: ITERATIONS, tolerance: TOLERANCE, evaluations });
    return new LogisticRegression(coder, classes, weights);
  }
}

async function turn(signal: AbortSignal): Promise<void> {
  await nextTurn();
  signal.throwIfAborted();
}

function featuresOf(coder: ColumnCoder, { numbers, categories }: Omit<Rows, 'labels'>, row: number): Features {
  const columns = coder.codes.numbers;
  const names = coder.codes.categories.length;
  const own = numbers.subarray(row * columns.length, (row + 1) * columns.length);
  const { missing, categories: places } = coder.code({ count: 1, numbers: own, categories: categories.slice(row * names, (row + 1) * names) });
  return {
    numbers: Float64Array.from(columns, (code, k) => (missing[k] ? 0 : standardized(seenValue(code, own[k] ?? NaN), code, FARTHEST))),
    ones: [...columns.flatMap((_, k) => (missing[k] ? [columns.length + k] : [])), ...Array.from(places, (place) => 2 * columns.length + place), featureCount(coder)],
  };
}

function addLogits(logits: Float64Array, { numbers, ones }: Features, weights: Float64Array): void {
  const classes = logits.length;
  for (let c = 0; c < classes; c++) {
    let sum = 0;
    for (let k = 0; k < numbers.length; k++) sum += (numbers[k] ?? 0) * (weights[k * classes + c] ?? 0);
    for (const k of ones) sum += weights[k * classes + c] ?? 0;
    logits[c] = sum;
  }
}

/** The loss of one row, nats; leaves its gradient in place of the logits. */
function lossAndSlopes(logits: Float64Array, label: number): number {
  const highest = Math.max(...logits);
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - highest);
  const loss = highest + Math.log(sum) - (logits[label] ?? 0);
  for (let c = 0; c < logits.length; c++) logits[c] = Math.exp((logits[c] ?? 0) - highest) / sum - (c === label ? 1 : 0);
  return loss;
}

function addGradient(gradient: Float64Array, { numbers, ones }: Features, slopes: Float64Array, share: number): void {
  const classes = slopes.length;
  for (let c = 0; c < classes; c++) {
    const slope = (slopes[c] ?? 0) * share;
    for (let k = 0; k < numbers.length; k++) gradient[k * classes + c] = (gradient[k * classes + c] ?? 0) + slope * (numbers[k] ?? 0);
    for (const k of ones) gradient[k * classes + c] = (gradient[k * classes + c] ?? 0) + slope;
  }
}
