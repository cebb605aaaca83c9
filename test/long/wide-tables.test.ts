import { expect, it } from 'vitest';
import { openDataset } from '../../src/data/open-dataset.ts';
import { useRoundTrips } from '../data/round-trips.ts';
import { useBench } from '../data/support.ts';
import { wideTable } from '../data/wide-table.ts';

const bench = useBench();
const { expectSame } = useRoundTrips(bench);

it('a table of 2,000 features, the most there may be, is the same again from every format', async () => {
  const version = await bench.importAs('TABULAR', 'CSV', { 'wide.csv': wideTable(2000, 40) }, { columns: { label: 'label' } });
  for (const format of ['CSV', 'JSONL', 'PARQUET'] as const) await expectSame(version, format);
});

it('a table of as many columns and rows as pictures written as one have finds its room, and is read in a shuffled order', async () => {
  const pixels = Array.from({ length: 784 }, (_, column) => column);
  const line = (row: number) => `${row % 10},${pixels.map((column) => ((row * 31 + column * 17) % 3 === 0 ? (row * column) % 256 : 0)).join()}`;
  const text = [`label,${pixels.map((column) => `pixel${column}`).join()}`, ...Array.from({ length: 60_000 }, (_, row) => line(row)), ''].join('\n');
  const version = await bench.importAs('TABULAR', 'CSV', { 'pixels.csv': Buffer.from(text) }, { columns: { label: 'label' } });
  expect(version.sampleCount).toBe(60_000);
  const dataset = await openDataset(bench.store, version.target, version.description);
  let read = 0;
  for await (const batch of dataset.batches({ split: 'TRAIN', size: 512, shuffle: { seed: 1, epoch: 0 } })) {
    if (!('numbers' in batch)) throw new Error('No table.');
    expect(batch.numbers.length).toBe(batch.count * pixels.length);
    read += batch.count;
  }
  expect(version.splits).toContainEqual({ split: 'TRAIN', count: read });
  await dataset.close();
});
