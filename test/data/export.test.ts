import { readFile } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { csvOf } from '../../src/data/export/insights-csv.ts';
import { Random } from '../../src/data/random.ts';
import type { ExportedFile } from '../../src/domain/dataset-export.ts';
import { encoded, zipArchive } from '../support/archives.ts';
import { useRoundTrips } from './round-trips.ts';
import { noise, useBench } from './support.ts';

const bench = useBench();
const { exportAs, again, expectSame, rowsOf } = useRoundTrips(bench);

const textOf = async ({ key }: ExportedFile) => Buffer.from(await bench.store.readAll(key)).toString();
const jsonl = (rows: readonly unknown[]) => Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n'));
const random = new Random('export');
const parts = ['a', 'B', ' ', ',', ';', '"', '""', '\n', '\r', '\r\n', '\t', '|', 'é', 'e\u0301', '漢', '😀', "'", '#', '\\', '%0D', '%', '=1+1', '-', '+', '@', '\u00a0', '\ufeff', '＝'];
const anyText = (most = 12) => Array.from({ length: random.below(most) }, () => parts[random.below(parts.length)]).join('');
const split = (index: number) => ['train', 'train', 'train', 'validation', 'test'][index % 5];
const tables = ['CSV', 'JSONL', 'PARQUET'] as const;

describe('a version of texts', () => {
  const odd = ['=HYPERLINK("http://x")', '+49 1', '-1', '@x', '\tx', "'x", "''=x", 'NA', 'null', ' x ', 'text', '5', '05', 'a\r\nb', '%0D', '  =1', '\ufeffx'];
  const rows = [...odd, ...Array.from({ length: 400 }, (_, index) => `${index}${anyText()}`)].map((text, index) => ({
    text, label: ['a', '-b', "'c", ' NA', '1', null, 'x/y', '..', 'ü\r'][index % 9], split: split(index), subject: index % 7 === 0 ? null : ['p1', '=p2', "'p3"][index % 3],
  }));
  const imported = () => bench.importAs('TEXT', 'JSONL', { 'a.jsonl': jsonl(rows) }, { columns: { subject: 'subject' } });

  it('is the same again from every table', async () => {
    const version = await imported();
    expect(version.sampleCount).toBe(rows.length);
    for (const format of tables) await expectSame(version, format);
    expect(await textOf(await expectSame(version, 'CSV', false))).toContain('"=HYPERLINK(""http://x"")"');
  });

  it('without labels, persons and other splits is the same again', async () => {
    const version = await bench.importAs('TEXT', 'CSV', { 'a.csv': Buffer.from(`text\n${Array.from({ length: 60 }, (_, index) => `plain text ${index % 50}`).join('\n')}\n`) }, { header: true, split: { validation: 0, test: 0, seed: 0 } });
    for (const format of tables) await expectSame(version, format);
  });

  it('is plain CSV where nothing must be escaped', async () => {
    const version = await bench.importAs('TEXT', 'CSV', { 'a.csv': Buffer.from('text,label\nsome words,x\n"more, words",y\n') }, { split: { validation: 0, test: 0, seed: 0 } });
    const lines = (await textOf(await expectSame(version, 'CSV'))).split('\n');
    expect(lines[0]).toBe('"text","label","split"');
    expect(lines.slice(1).sort()).toEqual(['', '"more, words","y","TRAIN"', '"some words","x","TRAIN"']);
  });

  it('has no cell that a spreadsheet would run, and says which rows are escaped', async () => {
    const file = await exportAs(await imported(), 'CSV');
    const text = await textOf(file);
    const lines = text.replace(/^\ufeff/, '').split('\n');
    expect(text.startsWith('\ufeff')).toBe(true);
    expect(lines[0]).toBe('"text","label","split","subject","flywheel_escape"');
    const connection = await (await DuckDBInstance.create()).connect();
    const cells = await connection.runAndReadAll(`SELECT * FROM read_csv('${await bench.store.localFile(file.key)}', all_varchar = true, header = true, delim = ',', quote = '"', escape = '"', new_line = '\\n', auto_detect = false, columns = {'text': 'VARCHAR', 'label': 'VARCHAR', 'split': 'VARCHAR', 'subject': 'VARCHAR', 'escape': 'VARCHAR'})`);
    const values = cells.getRowObjectsJS().map((row) => Object.values(row));
    expect(values).toHaveLength(rows.length);
    for (const cell of values.flat()) expect(String(cell ?? '')).not.toMatch(/^[ \u00a0]*[=+\-@\t\r\n＝＋－＠]/);
    connection.closeSync();
  });
});

describe('texts that a spreadsheet cuts at semicolons, tabs and line ends', () => {
  const signs = [...';\'"=+-@\t\n ,a'];
  const odd = ['b;=1+1;', "b;'=1+1", "b;''=1", 'b\n"=1', 'b;\t=1', '\t=1', "';'-", ';\r\n＝1', 'b; "" @', 'b;\u00a0=1', 'plain', "it's;'x"];
  const rows = [...odd, ...Array.from({ length: 3000 }, (_, index) => `${Array.from({ length: random.below(9) }, () => signs[random.below(signs.length)]).join('')}${index}`)];

  it('have no formula there, and are the same again', async () => {
    const version = await bench.importAs('TEXT', 'JSONL', { 'a.jsonl': jsonl(rows.map((text, index) => ({ text, label: ['a', 'x;=1', "x;'=1"][index % 3], split: split(index) }))) });
    expect(version.sampleCount).toBe(rows.length);
    const text = await textOf(await expectSame(version, 'CSV'));
    expect(text).toContain(`"b;'=1+1;"`);
    // A text that begins with a quote is a field in quotes; within a text, each of its quotes is written twice.
    const runs = (cell: string) => /^[ \u00a0"]*(?=[=+\-@＝＋－＠])/.exec(cell)?.[0].replace(/^"[ \u00a0]*(?="")/, 'field') ?? 'none';
    for (const cell of text.split(/[;\t\n]/)) expect(runs(cell), cell).toMatch(/none|field("")*[ \u00a0"]*$/);
    expect(await textOf(await expectSame(version, 'CSV', false))).toContain('"b;=1+1;"');
  });

  it('have an apostrophe in a report that nobody imports, too', () => {
    expect(csvOf([{ section: 'b;=1', name: '=1', quantity: 'x; "@y', value: 1 }])).toContain(`"b;'=1","'=1",,"x; ""'@y",1`);
  });
});

describe('a continuous text', () => {
  const paragraph = (index: number) => `${index} ${anyText(40)}`;
  const book = `\ufeffOnce${Array.from({ length: 300 }, (_, index) => `${paragraph(index)}${'\n'.repeat(1 + random.below(4))}`).join('')}${'x'.repeat(50_000)}${' '.repeat(21_000)}\n\n\n${'word '.repeat(799)}\n\n\n\nThe end`;

  it.each([['all splits', { validation: 0.1, test: 0.2, seed: 0 }], ['a training split alone', { validation: 0, test: 0, seed: 0 }]])('of %s is the same again', async (_name, split) => {
    const version = await bench.importAs('TEXT', 'TEXT_FILE', { 'book.txt': Buffer.from(book) }, { split });
    for (const format of ['TEXT_FILE', ...tables] as const) await expectSame(version, format);
  });

  it('whose pieces are not those that a text would be cut into says so, and is the same again from tables', async () => {
    const pieces = Array.from({ length: 50 }, (_, index) => ({ text: `piece ${index}`, split: split(index) }));
    const version = await bench.importAs('TEXT', 'JSONL', { 'a.jsonl': jsonl(pieces) }, { continuous: true });
    expect(version.description).toMatchObject({ continuous: true });
    await expect(exportAs(version, 'TEXT_FILE')).rejects.toThrow('Export as JSONL, CSV or PARQUET, which keep them.');
    for (const format of tables) await expectSame(version, format);
  });
});

describe('a version of pairs', () => {
  it('is the same again', async () => {
    const pairs = Array.from({ length: 200 }, (_, index) => ({ en: `${index}=${anyText()}`, de: `-${index}${anyText()}`, split: split(index), who: index % 3 === 0 ? null : `p${index % 4}` }));
    const version = await bench.importAs('TEXT_PAIR', 'JSONL', { 'a.jsonl': jsonl(pairs) }, { columns: { features: ['de'], target: 'en', subject: 'who' } });
    for (const format of tables) await expectSame(version, format);
  });
});

describe('a version of rows', () => {
  const number = (index: number) => [index / 7, -index, 1e300 / (index + 1), 5e-324, index * 2 ** 53, 0.1 + 0.2, index * 1e-7][index % 7];
  const rows = Array.from({ length: 300 }, (_, index) => ({
    '=size': index % 11 === 0 ? null : number(index), none: null, 'zip, "code"': String(10_000 + index), code: `0${index % 10}`, label: ['x', 'y'][index % 2], Label: index, split: ['no split', '-5'][index % 2],
    text: index % 5 === 0 ? null : `${anyText(6)}${index % 13}`, 'a\nb;c': ['=1', "'q", '5', 'true'][index % 4], flywheel_escape: ['u', "'"][index % 2], "sum;'=1+1": index, 'x;=1': index, class: ['Ä', '7', 'n/a.', '=x'][index % 4], set: split(index), person: index % 4 === 0 ? null : `=p${index % 9}`,
  }));
  const columns = { label: 'class', split: 'set', subject: 'person' };

  it('is the same again, to the last bit', async () => {
    const version = await bench.importAs('TABULAR', 'JSONL', { 'a.jsonl': jsonl(rows) }, { columns: { ...columns, numbers: ['none'] } });
    expect(version.description).toMatchObject({ columns: expect.arrayContaining([{ name: 'none', type: 'NUMBER' }, { name: 'zip, "code"', type: 'CATEGORY' }]) });
    for (const format of tables) await expectSame(version, format);
    await expectSame(version, 'CSV', false);
  });

  it('whose columns are called as ours are is the same again', async () => {
    const names = ['name', 'class', 'label', 'Split', 'subject', 'hash', 'file', 'row', 'entry', 'drawn', 'rank', 'size', 'n', 'rows', 'file_row_number', 'sample_position', 'escape', 'formulas', 'c0', 'text', 'value', 'user'];
    const odd = Array.from({ length: 200 }, (_, index) => ({ ...Object.fromEntries(names.map((name, place) => [name, place % 2 === 0 ? index * place : `${name} ${index % (place + 2)}`])), kind: ['a', 'b'][index % 2] }));
    const version = await bench.importAs('TABULAR', 'JSONL', { 'a.jsonl': jsonl(odd) }, { columns: { features: names, label: 'kind' } });
    expect(version.description).toMatchObject({ columns: names.map((name) => ({ name })) });
    for (const format of tables) await expectSame(version, format);
  });

  it('without labels, whose last column has few values, is the same again', async () => {
    const unlabelled = Array.from({ length: 200 }, (_, index) => ({ size: index, y: index % 2, few: ['a', 'b'][index % 2] }));
    const version = await bench.importAs('TABULAR', 'JSONL', { 'a.jsonl': jsonl(unlabelled) }, { columns: { features: ['size', 'y', 'few'] } });
    expect(version.classes).toEqual([]);
    for (const format of tables) await expectSame(version, format);
  });

  it('with words that usually stand for no value is the same again', async () => {
    const named = Array.from({ length: 200 }, (_, index) => ({ country: ['NA', 'DE', 'null', 'NaN', null][index % 5], few: index % 3 === 0 ? 'NaN' : null, label: ['n/a', 'b'][index % 2] }));
    const version = await bench.importAs('TABULAR', 'JSONL', { 'a.jsonl': jsonl(named) }, { columns: { label: 'label' }, missingValues: [] });
    expect(version.classes.map(({ label }) => label)).toEqual(['b', 'n/a']);
    for (const format of tables) await expectSame(version, format);
  });
});

describe('a version of interactions', () => {
  const rows = (time: (index: number) => unknown) => Array.from({ length: 400 }, (_, index) => ({ user: `u${index % 23}`, item: ['=i', 'NA', '007', "'i"][index % 4] + String(index % 31), value: index % 9 === 0 ? null : index / 3, time: time(index), who: index % 5 === 0 ? 'other' : `u${index % 23}` }));

  it.each<[string, (index: number) => number | null, object]>([
    ['seconds, many equal and some missing', (index) => (index % 17 === 0 ? null : 1_700_000_000 + (index % 10) / 10), {}],
    ['milliseconds', (index) => 1_700_000_000_123 + index * 7, {}],
    ['microseconds, which are taken for milliseconds', (index) => 1_700_000_000_123_457 + index * 7, {}],
    ['no time', () => null, { columns: { user: 'user', item: 'item', subject: 'who' } }],
  ])('is the same again: %s', async (_name, time, options) => {
    const version = await bench.importAs('INTERACTION', 'JSONL', { 'a.jsonl': jsonl(rows(time)) }, options);
    for (const format of tables) await expectSame(version, format);
  });
});

describe('a version of images', () => {
  const archive = async (channels: 1 | 3, size: number, names: readonly string[]) =>
    zipArchive(await Promise.all(noise(40, size * size * channels, `export ${size} ${channels}`).map(async (pixels, index) => ({ name: `${split(index)}/${names[index % names.length]}${index}.png`, bytes: await encoded({ height: size, width: size, channels, pixels }) }))));

  it.each<[string, 1 | 3, number, readonly string[]]>([
    ['gray', 1, 28, ['cat/', 'dog/']],
    ['colour', 3, 20, ['train/', 'ünï code ;,=/', '=x/']],
    ['large', 3, 200, ['a/', 'b/']],
    ['with some unlabelled', 1, 8, ['', 'a/']],
    ['unlabelled', 1, 8, ['']],
  ])('is the same again: %s', async (_name, channels, size, names) => {
    const version = await bench.import('IMAGE_ARCHIVE', { 'a.zip': await archive(channels, size, names) });
    await expectSame(version, 'IMAGE_ARCHIVE');
  });

  it('that are gray but stored in colour is the same again', async () => {
    const version = await bench.import('IMAGE_ARCHIVE', { 'a.zip': await archive(1, 8, ['a/', 'b/']) }, { image: { channels: 3 } });
    expect(version.description.image.channels).toBe(3);
    await expectSame(version, 'IMAGE_ARCHIVE');
  });

  it('with folders of names as long as they may be is the same again', async () => {
    const version = await bench.import('IMAGE_ARCHIVE', { 'a.zip': await archive(1, 8, [`${'l'.repeat(255)}/`, `${'ü'.repeat(127)}/`, 'a:b/']) });
    expect(version.classes.map(({ label }) => label.length).sort()).toEqual([127, 255, 3]);
    await expectSame(version, 'IMAGE_ARCHIVE');
  });

  it('is no version where its notes were meddled with, so that classes would be lost', async () => {
    const [pixels] = noise(1, 64, 'notes');
    const picture = { name: 'class-1/0.png', bytes: await encoded({ height: 8, width: 8, channels: 1, pixels: pixels! }) };
    const withNotes = (notes: unknown) => ({ 'a.zip': zipArchive([{ name: 'flywheel.json', bytes: Buffer.from(JSON.stringify(notes)) }, picture]) });
    expect(await bench.fault('IMAGE_ARCHIVE', withNotes({ flywheel: 'image archive 1', classes: { 'class-1': 7 }, subjects: false }))).toContain('ImportFault: a.zip: flywheel.json, which says what classes the folders stand for, is not as an export writes it.');
    expect(await bench.fault('IMAGE_ARCHIVE', withNotes({ flywheel: true }))).toMatch(/^imported 1 samples/);
  });

  it('gives every class a folder, whatever its name, and keeps the persons', async () => {
    const names = ['a/b', '.hidden', '..', '__MACOSX', 'CON', 'A', 'a', 'x\\y', 'class-1', 'end.', 'ü:', 'l'.repeat(199)];
    const pictures = noise(names.length * 2, 64, 'names');
    const bytes = await Promise.all(pictures.map((pixels) => encoded({ height: 8, width: 8, channels: 1, pixels })));
    const folder = (index: number) => `odd-${index % names.length}`;
    const notes = { flywheel: 'image archive 1', classes: Object.fromEntries(names.map((name, index) => [`odd-${index}`, name])), subjects: true };
    const list = bytes.map((_, index) => ({ file_name: `train/${folder(index)}/${index}.png`, subject: index % 3 === 0 ? null : `=person ${index % 4}` }));
    const entries = [{ name: 'flywheel.json', bytes: Buffer.from(JSON.stringify(notes)) }, { name: 'metadata.jsonl', bytes: jsonl(list) }, ...bytes.map((png, index) => ({ name: `train/${folder(index)}/${index}.png`, bytes: png }))];
    const version = await bench.import('IMAGE_ARCHIVE', { 'a.zip': zipArchive(entries) }, { split: { validation: 0, test: 0, seed: 0 } });
    expect(version.classes.map(({ label }) => label).sort()).toEqual([...names].sort());
    const next = await again('IMAGE', await expectSame(version, 'IMAGE_ARCHIVE'));
    const persons = (await rowsOf(version)).map(({ hash, subject, label }) => ({ hash, subject, label }));
    expect(persons.filter(({ subject }) => subject !== null)).toHaveLength(16);
    expect((await rowsOf(next)).map(({ hash, subject, label }) => ({ hash, subject, label }))).toEqual(persons);
  });
});

it('leaves nothing but the file', async () => {
  const version = await bench.importAs('TEXT', 'CSV', { 'a.csv': Buffer.from('text,label\na b c,x\nd e f,y\n') }, { split: { validation: 0, test: 0, seed: 0 } });
  const { key, sizeBytes, sha256 } = await exportAs(version, 'PARQUET');
  expect(await bench.store.list(key.slice(0, key.lastIndexOf('/')))).toEqual([key]);
  const bytes = await readFile(await bench.store.localFile(key));
  expect(bytes.byteLength).toBe(sizeBytes);
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);
});
