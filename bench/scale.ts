import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { literal } from '../src/data/samples/sql.ts';

const options = { rows: { type: 'string', multiple: true, default: ['10000', '100000', '1000000'] as string[] } } as const;

/**
 * A table made by a seed, with numbers, categories, missing values and a label (about 100 bytes a row): how long import and assessment take, and how
 * much memory, beside what DuckDB alone takes to read and aggregate the same file: `npm run bench -- scale [--rows 10000 --rows 10000000]`.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  for (const rows of values.rows.map(Number)) {
    const folder = await mkdtemp(join(tmpdir(), 'flywheel-scale-'));
    try {
      const file = join(folder, 'table.csv');
      await makeTable(file, rows);
      const alone = await readAlone(file);
      const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./scale/import-one.ts', import.meta.url)), 'TABULAR', 'CSV', file, join(folder, 'store')], { maxBuffer: 1 << 24 });
      const imported: { seconds: number } = JSON.parse(stdout);
      console.log(JSON.stringify({ rows, ...imported, duckdbAloneSeconds: alone, ratio: Math.round((imported.seconds / alone) * 100) / 100 }));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function withDuckDb<T>(work: (run: (sql: string) => Promise<unknown>) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '1GB' });
  const connection = await instance.connect();
  try {
    return await work((sql) => connection.runAndReadAll(sql));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function makeTable(file: string, rows: number): Promise<void> {
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

/** Seconds of the second of two runs: the file is in the system's memory then, as it is for the import. */
async function readAlone(file: string): Promise<number> {
  const aggregate = `SELECT count(*), count(DISTINCT id), avg(height), stddev(weight), quantile_cont(amount, 0.5), max(age), count(score), count(DISTINCT region), count(DISTINCT shop), sum(ratio), count(DISTINCT label) FROM read_csv(${literal(file)})`;
  return withDuckDb(async (run) => {
    await run(aggregate);
    const began = performance.now();
    await run(aggregate);
    return Math.round(performance.now() - began) / 1000;
  });
}
