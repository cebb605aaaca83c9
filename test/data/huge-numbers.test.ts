import { expect, it } from 'vitest';
import { z } from 'zod';
import { cleanVersion } from '../../src/data/derive/clean.ts';
import { exportVersion } from '../../src/data/export/export-version.ts';
import { assess, findingsName } from '../../src/data/quality/assess.ts';
import { readProfile } from '../../src/data/quality/profiles/profile-file.ts';
import { Random } from '../../src/data/random.ts';
import { literal } from '../../src/data/samples/sql.ts';
import { openVersion } from '../../src/data/version/open-version.ts';
import { running, useBench } from './support.ts';

const bench = useBench();
const ROWS = 1200;
const random = new Random('huge numbers');
const amount = () => Number(random.normal().toFixed(6));
const EXTREMES = [1e200, -1.7e308, Number.MAX_VALUE, 5e-324, -Number.MAX_VALUE, 0.1, 1e155];

/** Columns with all that a double can be, and what measures of spread and tails make of it. */
const columns: Readonly<Record<string, (index: number) => number | undefined>> = {
  mixed: (index) => (index % 40 === 7 ? undefined : index % 3 === 0 ? EXTREMES[(index / 3) % EXTREMES.length] : amount()),
  filled: (index) => (index % 20 === 3 ? 9.96921e36 : amount()),
  rare: (index) => (index % 300 === 11 ? 1e200 : 0),
  wide: (index) => (index % 2 === 0 ? 1 : -1) * (1 + (index % 97) / 200) * 1e308,
  tiny: (index) => 5e-324 * (index % 50),
  one: () => Number.MAX_VALUE,
};
const names = Object.keys(columns);
const rows = Array.from({ length: ROWS }, (_, index) => names.map((name) => columns[name]?.(index)));
const csv = Buffer.from([[...names, 'label'].join(','), ...rows.map((values, index) => [...values.map((value) => value ?? ''), index % 2 === 0 ? 'yes' : 'no'].join(','))].join('\n'));
const valuesOf = (column: number) => rows.flatMap((values) => values[column] ?? []);

function deviationOf(values: readonly number[]): number {
  const scale = Math.max(...values.map(Math.abs));
  const mean = values.reduce((sum, value) => sum + value / scale, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value / scale - mean) ** 2, 0) / values.length) * scale;
}

const imported = () => bench.importAs('TABULAR', 'CSV', { 'a.csv': csv }, { columns: { label: 'label' } });

it('any finite double is imported, assessed and profiled, cleaned and exported', async () => {
  const version = await imported();
  expect(version).toMatchObject({ sampleCount: ROWS, description: { columns: names.map((name) => ({ name, type: 'NUMBER' })) } });
  const report = await bench.assess(version);
  expect(report.findings.find(({ check }) => check === 'MISSING_VALUES')).toMatchObject({ count: 30, suggestion: 'IMPUTE_MISSING' });
  const profile = await readProfile(bench.store, version.target);
  for (const [column, name] of names.entries()) {
    const [values, numbers] = [valuesOf(column), profile?.find((one) => one.name === name)?.numbers];
    expect(numbers).toMatchObject({ minimum: Math.min(...values), maximum: Math.max(...values) });
    const deviation = deviationOf(values);
    // The smallest doubles have few digits.
    expect(Math.abs((numbers?.standardDeviation ?? NaN) - deviation)).toBeLessThanOrEqual(Math.max(deviation * 1e-9, 5e-324));
    expect(numbers?.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
  }
  const parent = { store: bench.store, parent: version.target, description: version.description, onProgress: () => {}, signal: running };
  const cleaned = await cleanVersion({ ...parent, target: 'cleaned' }, { steps: ['IMPUTE_MISSING'], suggestedOnly: true });
  expect(cleaned.changes).toMatchObject([{ kind: 'IMPUTE_MISSING', count: 30 }]);
  await assess({ store: bench.store, prefix: 'cleaned', description: cleaned.description, leftOut: cleaned, before: { key: version.target, description: version.description, grown: false }, onProgress: () => {}, signal: running });
  for (const format of ['CSV', 'JSONL', 'PARQUET'] as const) {
    const file = await exportVersion({ store: bench.store, version: 'cleaned', description: cleaned.description, format, spreadsheetSafe: true, target: `exports/${format}`, fileName: `a.${format.toLowerCase()}`, onProgress: () => {}, signal: running });
    const { format: as, ...options } = file.reimport;
    expect(await bench.importAs('TABULAR', as, { [`a.${format.toLowerCase()}`]: await bench.store.readAll(file.key) }, options)).toMatchObject({ digest: cleaned.digest });
  }
});

it('what lies farthest out has a score that can be told', async () => {
  const slip = [...Array.from({ length: 600 }, () => `${amount()},a`), `${Number.MAX_VALUE},b`, `${-Number.MAX_VALUE},b`];
  const version = await bench.importAs('TABULAR', 'CSV', { 'a.csv': Buffer.from(['size,name', ...slip].join('\n')) });
  expect((await bench.assess(version)).findings.find(({ check }) => check === 'OUTLIERS')).toMatchObject({ count: 2 });
  const opened = await openVersion({ store: bench.store, prefix: version.target, description: version.description, work: 'work', reads: [`${version.target}/${findingsName}`], signal: running });
  const path = await bench.store.localFile(`${version.target}/${findingsName}`);
  const scores = await opened.database.all(`SELECT score FROM read_parquet(${literal(path)}) WHERE "check" = 'OUTLIERS'`, z.object({ score: z.number() }));
  await opened.close();
  expect(scores.every(({ score }) => Number.isFinite(score) && score > 1e300)).toBe(true);
});
