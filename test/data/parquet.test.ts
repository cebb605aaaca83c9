import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../src/data/open-dataset.ts';
import { zipArchive } from '../support/archives.ts';
import { type Files, useBench } from './support.ts';

const bench = useBench();
const all = { validation: 0, test: 0, seed: 0 };

/** What DuckDB writes of a query. */
async function parquet(query: string): Promise<Buffer> {
  const path = join(bench.folder, 'made.parquet');
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  return readFile(path);
}

async function firstBatch(kind: 'TABULAR' | 'INTERACTION', files: Files) {
  const version = await bench.importAs(kind, 'PARQUET', files, { split: all });
  const dataset = await openDataset(bench.store, version.target, version.description);
  const [batch] = await Array.fromAsync(dataset.batches({ split: 'TRAIN', size: 1000 }));
  await dataset.close();
  return { description: version.description, batch };
}

describe('Parquet', () => {
  it('that a version is stored as can be imported again, with the same digest; plain and packed', async () => {
    const rows = Array.from({ length: 100 }, (_, index) => `${index / 3},${index % 2 === 0 ? 'red' : ''},${index % 4}`);
    const one = await bench.importAs('TABULAR', 'CSV', { 'a.csv': Buffer.from(`size,colour,label\n${rows.join('\n')}\n`) });
    const stored = await bench.store.readAll(`${one.target}/samples.parquet`);
    for (const files of [{ 'a.parquet': stored }, { 'a.parquet.gz': gzipSync(stored) }, { 'a.zip': zipArchive([{ name: 'x/a.parquet', bytes: stored }]) }] as Files[]) {
      const other = await bench.importAs('TABULAR', 'PARQUET', files, { columns: { features: ['size', 'colour'], label: 'label' } });
      expect(other.digest).toBe(one.digest);
    }
  });

  it('has numbers of every width, dates, times and truth as text, nested values as JSON', async () => {
    const { description, batch } = await firstBatch('TABULAR', {
      'a.parquet': await parquet(`SELECT 7::TINYINT AS tiny, 0.125::DECIMAL(10, 3) AS exact, 1.5::FLOAT AS single, DATE '2020-01-02' AS day, TIMESTAMP '2020-01-02 03:04:05' AS moment,
        TIMESTAMPTZ '2020-01-02 03:04:05+02' AS zoned, true AS truth, {'a': 1, 'b': [2, 3]} AS nested, NULL::INTEGER AS none, 'infinity'::DOUBLE AS endless, 'x' AS label`),
    });
    expect(description).toMatchObject({ classes: ['x'] });
    expect(batch).toMatchObject({ numbers: new Float64Array([7, 0.125, 1.5, NaN, NaN]), categories: ['2020-01-02', '2020-01-02 03:04:05', '2020-01-02 01:04:05+00', 'true', '{"a":1,"b":[2,3]}'] });
  });

  it('of several files has the numbers of all, whichever is wider', async () => {
    const files = { 'a.parquet': await parquet('SELECT 1::TINYINT AS n, 5 AS m'), 'b.parquet': await parquet('SELECT 0.25 AS n, 100000000000 AS m') };
    const { batch } = await firstBatch('TABULAR', files);
    expect(batch && 'numbers' in batch && [...batch.numbers].sort()).toEqual([0.25, 1, 100000000000, 5]);
    expect(await bench.fault('PARQUET', { ...files, 'c.parquet': await parquet(`SELECT 'x' AS n, 1 AS m`) }, {}, 'TABULAR')).toContain('c.parquet: its columns are not those of a.parquet; look at "n"');
  });

  it('has texts that are not marked as such; bytes that are none are a fault of a column that is used', async () => {
    const query = `SELECT encode(['Grün', 'rot', '漢😀'][i + 1]) AS colour, i AS size, ['x', 'y', 'x'][i + 1] AS label, unhex(['00ff', 'c3', '61'][i + 1]) AS hash FROM range(3) t(i)`;
    const files = { 'a.parquet': await parquet(query) };
    const version = await bench.importAs('TABULAR', 'PARQUET', files, { split: all, columns: { ignore: ['hash'] } });
    const texts = await bench.importAs('TABULAR', 'PARQUET', { 'a.parquet': await parquet(query.replace('encode(', '(')) }, { split: all, columns: { features: ['colour', 'size'], label: 'label' } });
    expect(version.digest).toBe(texts.digest);
    const fault = await bench.fault('PARQUET', { 'b.parquet': await parquet(query.replace("'00ff'", "'c3bc'")) }, {}, 'TABULAR');
    expect(fault).toBe('ImportFault: b.parquet: row 2, column "hash" holds bytes that are no text in UTF-8. Write the column as text (a string, which Parquet marks UTF8), or leave it out by columns.ignore.');
  });

  it('has times of interactions, with and without a zone', async () => {
    const { batch } = await firstBatch('INTERACTION', { 'a.parquet': await parquet(`SELECT 1 AS "user", 'x' AS item, TIMESTAMPTZ '2020-01-01 02:00:00+02' AS "time"`) });
    expect(batch).toMatchObject({ times: new Float64Array([1_577_836_800]) });
  });

  it.each<[string, (whole: Buffer) => Uint8Array, string]>([
    ['that is none', () => Buffer.from('a,b\n'), 'not a Parquet file. It begins with text: "a,b\\n"'],
    ['cut off', (whole) => whole.subarray(0, 500), 'a Parquet file that is cut off after 500 bytes'],
    ['with a footer longer than itself', (whole) => changed(whole, (bytes) => bytes.writeUInt32LE(0x7fffffff, bytes.length - 8)), 'its footer claims 2,147,483,647 bytes, while the file has'],
    ['with a footer that begins too late', (whole) => changed(whole, (bytes) => bytes.writeUInt32LE(10, bytes.length - 8)), 'its footer, which says what the file holds, cannot be read'],
    ['with pages of zeros', (whole) => changed(whole, (bytes) => bytes.fill(0, 4, 2000)), 'the column "a" cannot be read'],
    ['whose pages are missing', (whole) => Buffer.concat([whole.subarray(0, 1000), whole.subarray(-600)]), 'cannot be read'],
    ['with NUL in a text', () => nul, 'row 2, column "b" holds a NUL character'],
  ])('fault: %s', async (_name, change, message) => {
    nul = await parquet(`SELECT unnest(['a', 'b' || chr(0)]) AS b, 1 AS a`);
    const fault = await bench.fault('PARQUET', { 'a.parquet': change(await parquet(`SELECT i AS a, 'x' || i AS b FROM range(5000) t(i)`)) }, {}, 'TABULAR');
    expect(fault).toMatch(/^ImportFault: a\.parquet: /);
    expect(fault).toContain(message);
    expect(fault).not.toContain('; left ');
  });

  it('with any byte changed is read, or a fault of the file', async () => {
    const whole = await parquet(`SELECT i AS a, 'x' || i AS b, {'q': [i]} AS c FROM range(200) t(i)`);
    for (let round = 0; round < 60; round += 1) {
      // More of them in the footer.
      const at = whole.byteLength - 1 - Math.floor(((round * 0.618) % 1) ** 3 * whole.byteLength);
      const found = await bench.fault('PARQUET', { 'a.parquet': changed(whole, (bytes) => bytes.writeUInt8((bytes[at]! + 1 + round * 7) % 256, at)) }, {}, 'TABULAR');
      expect(found).toMatch(/^(ImportFault: a\.parquet: |imported )/);
    }
  });
});

let nul: Buffer;

function changed(whole: Buffer, change: (bytes: Buffer) => unknown): Buffer {
  const bytes = Buffer.from(whole);
  change(bytes);
  return bytes;
}
