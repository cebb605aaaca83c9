/** How many samples lie in a cell, before and after. */
export type Cell = readonly [before: number, after: number];

/**
 * The population stability index, Σ (after − before) × ln(after ÷ before) over cells; half a sample is added to each cell, so that an empty
 * one is no infinity. Read since scorecards: below 0.1 little has changed, from 0.2 on much.
 */
export function stabilityIndex(cells: readonly Cell[]): number {
  const [before, after] = totals(cells);
  return cells.reduce((sum, [one, other]) => {
    const [p, q] = [(one + 0.5) / (before + cells.length / 2), (other + 0.5) / (after + cells.length / 2)];
    return sum + (q - p) * Math.log(q / p);
  }, 0);
}

export const totals = (cells: readonly Cell[]): Cell => [cells.reduce((sum, [one]) => sum + one, 0), cells.reduce((sum, [, other]) => sum + other, 0)];

/** Samples of a category, on either side, if nothing changed; rarer ones are counted as one, as Pearson's test needs. */
const LEAST_EXPECTED = 5;

/** Those of named cells that Pearson's test may count by themselves, where so many samples were seen before and after. */
export function withoutRare<T>(all: readonly (readonly [T, Cell])[], [before, after]: Cell): (readonly [T, Cell])[] {
  const least = Math.min(before, after) / Math.max(1, before + after);
  return all.filter(([, [one, other]]) => (one + other) * least >= LEAST_EXPECTED);
}

/** Whatever lies in no known cell, as one. */
export function restOf(known: readonly (readonly [unknown, Cell])[], [before, after]: Cell): Cell {
  const [one, other] = totals(known.map(([, cell]) => cell));
  return [before - one, after - other];
}
