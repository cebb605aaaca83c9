/** Squares of numbers between these, and sums of ten billion of them, are doubles of full precision. */
const LEAST = 1e-140;
const MOST = 1e140;

/**
 * By what the numbers of a column are divided before they are added up or squared, and the result multiplied again: DuckDB's deviations fail
 * where a square is no double, its mean is then Infinity, and squares of the smallest numbers are 0. 1 where none of that can be, so that
 * ordinary columns are computed as they are; in SQL, any other scale is written with an exponent, as a double.
 *
 * @param greatest  of the magnitudes
 */
export const scaleOf = (greatest: number) => (greatest === 0 || (greatest >= LEAST && greatest <= MOST) ? 1 : greatest);

/** In SQL: whether a number needs no scale. */
export const isPlain = (sql: string) => `abs(${sql}) <= ${MOST}`;
