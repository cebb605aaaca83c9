/** Cells that are compressed together at most; but not fewer rows than DuckDB works on at a time. */
const MOST_CELLS = 2 ** 20;
const FEWEST_ROWS = 2048;

/** For the different values of all columns of texts. Each takes 1 MiB before it has any, unless it is said: more than there is for 800 of them. */
const DICTIONARIES_BYTES = 64 * 2 ** 20;
const DICTIONARY_BYTES = 2 ** 20;

/** Options of `COPY` to Parquet for `rows` that are compressed together, fewer where they are wide: they are in memory meanwhile. */
export function rowsTogether(rows: number, columns: number): string {
  const together = Math.min(rows, Math.max(FEWEST_ROWS, Math.floor(MOST_CELLS / columns)));
  return `ROW_GROUP_SIZE ${together}, STRING_DICTIONARY_PAGE_SIZE_LIMIT ${Math.min(DICTIONARY_BYTES, Math.floor(DICTIONARIES_BYTES / columns))}`;
}
