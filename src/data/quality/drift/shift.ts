import { type Cell, totals } from '../../../domain/statistics/stability-index.ts';

/** How a column differs between two versions. */
export interface Shift {
  /** Of the column. */
  readonly name: string;
  /** Share of samples that lie elsewhere: the distance of Kolmogorov and Smirnov, or, of cells, the total variation; 0 to 1. */
  readonly share: number;
  /** Population stability index: Σ (after − before) × ln(after ÷ before) over cells. */
  readonly stability: number;
  /** That chance alone does this, not yet adjusted for the number of tests. */
  readonly p: number;
  /** What changed, for a message. */
  readonly words: string;
  /** In SQL: the samples of what grew most. */
  readonly grown: string;
}

/** Half of the sum of differences of shares, 0 to 1. */
export function totalVariation(cells: readonly Cell[]): number {
  const [before, after] = totals(cells);
  return cells.reduce((sum, [one, other]) => sum + Math.abs(other / Math.max(1, after) - one / Math.max(1, before)) / 2, 0);
}

/** Index of the cell whose share grew most. */
export function grownMost(cells: readonly Cell[]): number {
  const [before, after] = totals(cells);
  const growth = cells.map(([one, other]) => other / Math.max(1, after) - one / Math.max(1, before));
  return growth.indexOf(Math.max(...growth));
}
