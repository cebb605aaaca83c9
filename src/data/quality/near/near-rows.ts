import { quoted, sumOf } from '../../samples/sql.ts';
import type { AssessedVersion } from '../assessed-version.ts';

/** Digits that rows are compared by. */
const DIGITS = 4;
/** Numbers of a row with more digits than that; fewer make no row what it is. */
const LEAST_EXACT = 3;

/**
 * Rows with equal label, equal categories and missing values, and numbers that are equal once rounded to four significant digits, of
 * which at least three had more: rows of coarse values alone are like others by nature. All in SQL; cost is linear.
 * Fills the table `near`.
 */
export async function nearRows({ database, description, content }: AssessedVersion): Promise<void> {
  const columns = description.kind === 'TABULAR' ? description.columns.map(({ type }, index) => ({ type, name: quoted(content[index]!) })) : [];
  const numbers = columns.filter(({ type }) => type === 'NUMBER').map(({ name }) => name);
  if (numbers.length < LEAST_EXACT) return;
  const rounded = (name: string) => `CASE WHEN ${name} = 0 OR NOT isfinite(${name}) THEN ${name} ELSE round(${name}, (${DIGITS - 1} - floor(log10(abs(${name}))))::INTEGER) END`;
  // Rounded once, since in wide tables DuckDB computes an expression as often as it is written.
  const cells = columns.map(({ type, name }, index) => (type === 'NUMBER' ? `${rounded(name)} AS r${index}, ${name} AS c${index}` : `${name} AS r${index}`)).join(', ');
  const exact = sumOf(columns.flatMap(({ type }, index) => (type === 'NUMBER' ? [`(r${index} IS DISTINCT FROM c${index})::INTEGER`] : [])));
  const key = columns.map((_, index) => `r${index}`).join(', ');
  // Two 64-bit hashes with different seeds: a pair that agrees by chance is not met in a table that fits any disk. Rows are grouped by the first
  // alone, and only those that are not alone by it are sorted: half of the time.
  await database.run(`
    CREATE TABLE near_keys AS SELECT sample_position, hash(label, ${key}) AS h1, hash('near', ${key}, label) AS h2
    FROM (SELECT sample_position, label, ${cells} FROM samples ANTI JOIN near_left_out USING (sample_position))
    WHERE ${exact} >= ${LEAST_EXACT}`);
  await database.run(`
    INSERT INTO near SELECT sample_position, min(sample_position) OVER same AS first, 1
    FROM near_keys SEMI JOIN (SELECT h1 FROM near_keys GROUP BY h1 HAVING count(*) > 1) USING (h1)
    WINDOW same AS (PARTITION BY h1, h2) QUALIFY sample_position > first`);
  await database.run('DROP TABLE near_keys');
}
