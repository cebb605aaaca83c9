import { literal } from '../../src/data/samples/sql.ts';
import { withDuckDb } from './with-duckdb.ts';

/** Writes a table as CSV: numbers, categories, missing values, a label; about 100 bytes a row, of which no two are equal. The same rows for the same number of them. */
export async function makeTable(file: string, rows: number): Promise<void> {
  const random = (salt: number) => `(hash(i * 64 + ${salt}) % 1000000) / 1e6`;
  const gauss = (salt: number) => `round(sqrt(-2 * ln(${random(salt)} + 1e-7)) * cos(6.283185 * ${random(salt + 1)}), 6)`;
  await withDuckDb((run) =>
    run(`COPY (
      SELECT i AS id, ${gauss(1)} AS height, ${gauss(3)} AS weight, round(exp(${gauss(5)}) * 100, 2) AS amount, CAST(18 + ${random(7)} * 70 AS INTEGER) AS age,
        CASE WHEN ${random(8)} < 0.01 THEN NULL ELSE ${gauss(9)} END AS score, ['north', 'south', 'east', 'west'][1 + CAST(floor(${random(11)} * 4) AS INTEGER)] AS region,
        'shop ' || CAST(floor(${random(12)} * 500) AS INTEGER) AS shop, ${random(13)} < 0.5 AS member, round(${random(14)}, 4) AS ratio,
        CASE WHEN ${gauss(1)} + ${gauss(15)} > 0 THEN 'yes' ELSE 'no' END AS label
      FROM range(${rows}) t(i)) TO ${literal(file)} (FORMAT csv, HEADER)`),
  );
}
