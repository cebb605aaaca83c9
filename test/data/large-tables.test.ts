import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { QualityReport } from '../../src/domain/quality-report.ts';
import { profileName } from '../../src/data/quality/profiles/profile-file.ts';
import { Random } from '../../src/data/random.ts';
import { openVersion } from '../../src/data/version/open-version.ts';
import { running, useBench } from './support.ts';

const bench = useBench();
const ROWS = 4000;

/** Two numbers that tell the class; in one row of 25 it is the other one; every hundredth row comes twice. */
function table(): string {
  const random = new Random('large tables');
  const rows = Array.from({ length: ROWS }, (_, index) => {
    const side = index % 2 === 0 ? 1 : -1;
    const label = index % 25 === 7 ? -side : side;
    return `${(side * 3 + random.normal()).toFixed(5)},${random.normal().toFixed(5)},${label > 0 ? 'yes' : 'no'}\n`;
  });
  return `signal,noise,label\n${rows.join('')}${rows.filter((_, index) => index % 100 === 0).join('')}`;
}

const of = ({ findings }: QualityReport, check: string) => findings.find((finding) => finding.check === check);

it('dear checks look at some samples of many and say so, the others at all', async () => {
  const version = await bench.importAs('TABULAR', 'CSV', { 'a.csv': Buffer.from(table()) });
  const all = of(await bench.assess(version), 'LABEL_NOISE');
  expect(all).toMatchObject({ severity: 'WARNING' });
  expect(all).not.toHaveProperty('lookedAt');
  const some = await bench.assess(version, { labelNoise: 1500 });
  const noise = of(some, 'LABEL_NOISE');
  // 4,040 samples, of which a third is 1,347.
  expect(noise).toMatchObject({ lookedAt: 1347, message: expect.stringContaining('Looked at: 1,347, one in 3.') });
  expect(noise?.share).toBeCloseTo((noise?.count ?? 0) / 1347);
  expect(noise?.share).toBeGreaterThan(0.03);
  expect(noise?.share).toBeLessThan(0.07);
  expect(of(some, 'DUPLICATES')?.count ?? 0).toBeGreaterThan(20);
});

it('rows keep their order, numbers and files, however many there are', async () => {
  const part = (from: number) => `id,code,even\n${Array.from({ length: 70_000 }, (_, index) => `${from + index},0${index % 7},${index % 2}\n`).join('')}`;
  const version = await bench.importAs('TABULAR', 'CSV', { 'a.csv': Buffer.from(part(0)), 'b.csv': Buffer.from(part(70_000)) });
  expect(version.description).toMatchObject({ columns: [{ name: 'id', type: 'NUMBER' }, { name: 'code', type: 'CATEGORY' }] });
  expect(version.splits).toEqual([{ split: 'TRAIN', count: 112_000 }, { split: 'VALIDATION', count: 14_000 }, { split: 'TEST', count: 14_000 }]);
  const opened = await openVersion({ store: bench.store, prefix: version.target, description: version.description, work: 'work', signal: running });
  const wrong = `SELECT * FROM samples WHERE "row" <> id::BIGINT % 70000 + 1 OR file <> CASE WHEN id < 70000 THEN 'a.csv' ELSE 'b.csv' END`;
  expect(await opened.database.has(wrong)).toBe(false);
  await opened.close();
  await bench.assess(version);
  const profile: unknown = JSON.parse((await readFile(join(bench.folder, version.target, profileName))).toString());
  expect(profile).toMatchObject([
    { name: 'id', count: 140_000, missing: 0, approximate: false, numbers: { minimum: 0, maximum: 139_999, mean: 69_999.5 } },
    { name: 'code', distinct: 7 },
    { name: 'label', distinct: 2 },
  ]);
});
