import { expect, it } from 'vitest';
import { cleanVersion } from '../../src/data/derive/clean.ts';
import { assess } from '../../src/data/quality/assess.ts';
import { previewFiles } from '../../src/data/preview/preview-files.ts';
import { useRoundTrips } from './round-trips.ts';
import { running, useBench } from './support.ts';
import { wideTable } from './wide-table.ts';

const bench = useBench();
const { expectSame } = useRoundTrips(bench);
const COLUMNS = 210;

it('a table of many columns is imported, assessed, cleaned, exported and imported again', async () => {
  const version = await bench.importAs('TABULAR', 'CSV', { 'wide.csv': wideTable(COLUMNS, 60) }, { columns: { label: 'label' } });
  expect(version).toMatchObject({ sampleCount: 61, classes: [{ label: 'row 0' }, { label: 'row 1' }] });
  if (version.description.kind !== 'TABULAR') throw new Error('No table.');
  expect(version.description.columns).toHaveLength(COLUMNS);
  expect(version.description.columns.slice(0, 3)).toEqual([{ name: 'feature 0', type: 'CATEGORY' }, { name: 'feature 1', type: 'NUMBER' }, { name: 'feature 2', type: 'NUMBER' }]);
  const { findings } = await bench.assess(version);
  expect(findings).toContainEqual(expect.objectContaining({ check: 'DUPLICATES', count: 1 }));
  expect(findings).toContainEqual(expect.objectContaining({ check: 'MISSING_VALUES' }));

  const cleaned = await cleanVersion({ store: bench.store, parent: version.target, description: version.description, target: 'cleaned', onProgress: () => {}, signal: running }, { steps: ['DROP_DUPLICATES', 'IMPUTE_MISSING'], suggestedOnly: false });
  expect(cleaned.changes).toMatchObject([{ kind: 'IMPUTE_MISSING', count: 61 }, { kind: 'DROP_DUPLICATES', count: 1 }]);
  const report = await assess({ store: bench.store, prefix: 'cleaned', description: cleaned.description, leftOut: cleaned, before: { key: version.target, description: version.description, grown: false }, onProgress: () => {}, signal: running });
  expect(report.findings.map(({ check }) => check)).not.toContain('MISSING_VALUES');
  for (const format of ['CSV', 'JSONL', 'PARQUET'] as const) await expectSame({ ...cleaned, target: 'cleaned' }, format);
});

it('its preview tells what the import makes of it', async () => {
  await bench.store.write('uploads/wide', wideTable(COLUMNS, 20));
  const folder = await bench.store.localFolder('preview');
  const preview = await previewFiles({ kind: 'TABULAR', format: 'CSV', uploads: [{ filename: 'wide.csv', key: 'uploads/wide' }], store: bench.store, folder, split: { validation: 0, test: 0, seed: 0 }, signal: running });
  expect(preview).toMatchObject({ faults: [], whole: true });
  expect(preview.columns).toHaveLength(COLUMNS + 1);
  expect(preview.columns[1]).toEqual({ name: 'feature 1', roles: ['FEATURE'], type: 'NUMBER' });
});
