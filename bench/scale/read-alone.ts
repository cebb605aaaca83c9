import { literal } from '../../src/data/samples/sql.ts';
import { type Spent, spentOn } from './spent.ts';
import { withDuckDb } from './with-duckdb.ts';

/** What DuckDB alone takes to read and aggregate a table: that of the second of two runs, when the file is in the system's memory, as it is for the import. */
export function readAlone(file: string): Promise<Spent> {
  const aggregate = `SELECT count(*), count(DISTINCT id), avg(height), stddev(weight), quantile_cont(amount, 0.5), max(age), count(score), count(DISTINCT region), count(DISTINCT shop), sum(ratio), count(DISTINCT label) FROM read_csv(${literal(file)})`;
  return secondTime(aggregate);
}

/** Likewise a table of `makeWideTable`, with the sum of each pixel. */
export function readWideAlone(file: string, columns: number): Promise<Spent> {
  return secondTime(`SELECT count(DISTINCT label), ${Array.from({ length: columns - 1 }, (_, column) => `sum(pixel${column})`).join(', ')} FROM read_csv(${literal(file)})`);
}

const secondTime = (aggregate: string): Promise<Spent> =>
  withDuckDb(async (run) => {
    await run(aggregate);
    return spentOn(() => run(aggregate));
  });
