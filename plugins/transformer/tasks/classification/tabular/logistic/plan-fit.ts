import type { ColumnCoder } from '../columns.ts';

/** Products of a row's feature with a class's weight that a fit computes, 5.3 ns each on one core here: about a minute. */
const MOST_PRODUCTS = 1.1e10;
/** Evaluations of the loss that a fit is given at least; where all rows leave time for fewer, fewer rows are taken. */
const LEAST_EVALUATIONS = 50;
/** Rows for each class without which no fit is worth telling, where not all are taken. */
const LEAST_ROWS_PER_CLASS = 10;
/** What the minimizer does with its own vectors in an evaluation, in products for each weight. */
const PRODUCTS_PER_WEIGHT = 10;
/** The minimizer holds some 26 vectors of them: 830 MB. */
const MOST_WEIGHTS = 4e6;

export interface FitPlan {
  /** Rows that are taken, the first ones. */
  readonly rows: number;
  /** Evaluations of the loss and its gradient at most. */
  readonly evaluations: number;
}

/** Each number, whether it is missing, and each value of a category; without the intercept. */
export const featureCount = ({ codes, categoryRows }: Pick<ColumnCoder, 'codes' | 'categoryRows'>): number => 2 * codes.numbers.length + categoryRows;

/** Those of a row that may be other than 0, with the intercept. */
const featuresPerRow = ({ codes }: Pick<ColumnCoder, 'codes'>): number => 2 * codes.numbers.length + codes.categories.length + 1;

/** What a fit may take of its rows and its time; undefined where that is too little to tell anything. */
export function planFit(coder: Pick<ColumnCoder, 'codes' | 'categoryRows'>, classes: number, rows: number): FitPlan | undefined {
  const weights = (featureCount(coder) + 1) * classes;
  if (weights > MOST_WEIGHTS) return undefined;
  const fixed = PRODUCTS_PER_WEIGHT * weights;
  const perRow = featuresPerRow(coder) * classes;
  const taken = Math.min(rows, Math.floor((MOST_PRODUCTS / LEAST_EVALUATIONS - fixed) / perRow));
  if (taken < rows && taken < LEAST_ROWS_PER_CLASS * classes) return undefined;
  return { rows: taken, evaluations: Math.floor(MOST_PRODUCTS / (taken * perRow + fixed)) };
}

/** A sentence for the person who watches the run, where logistic regression does not see all rows. */
export function planLine(plan: FitPlan | undefined, classes: number, rows: number): string | undefined {
  const number = (value: number) => value.toLocaleString('en');
  if (plan === undefined) return `Logistic regression is left out: with ${number(classes)} classes and so many columns and values it would take too long.`;
  return plan.rows < rows ? `Logistic regression takes ${number(plan.rows)} of ${number(rows)} rows: with more it would take longer than a minute.` : undefined;
}
