import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../src/data/open-dataset.ts';
import { Random } from '../../src/data/random.ts';
import type { Batch, DatasetDescription } from '../../src/plugin/index.ts';
import { tarArchive, zipArchive } from '../support/archives.ts';
import { type Files, useBench } from './support.ts';

const bench = useBench();
const bytes = (text: string) => Buffer.from(text);
const all = { validation: 0, test: 0, seed: 0 };

async function textsOf(files: Files, options = {}): Promise<[string, string | undefined][]> {
  const version = await bench.importAs('TEXT', 'CSV', files, { split: all, ...options });
  const samples: [string, string | undefined][] = [];
  for (const batch of await batchesOf(version)) if ('texts' in batch) batch.texts.forEach((text, index) => samples.push([text, version.description.classes[batch.labels[index]!]]));
  return samples.sort();
}
async function batchesOf(version: { target: string; description: DatasetDescription }, split: 'TRAIN' | 'TEST' = 'TRAIN'): Promise<Batch[]> {
  const dataset = await openDataset(bench.store, version.target, version.description);
  const batches = await Array.fromAsync(dataset.batches({ split, size: 1000 }));
  await dataset.close();
  return batches;
}

describe('CSV', () => {
  const expected = [['a, b', 'x'], ['line\nline', 'y'], ['say "hi"', 'x'], ['ünï', 'y']];
  const rows = 'text,label\n"a, b",x\n"line\nline",y\n"say ""hi""",x\nünï,y\n';

  it.each<[string, Files | (() => Promise<Files>), object?]>([
    ['plain', { 'a.csv': bytes(rows) }],
    ['gzip', { 'a.csv.gz': gzipSync(rows) }],
    ['zip', { 'a.zip': zipArchive([{ name: 'README.md', bytes: bytes('no') }, { name: 'data/a.csv', bytes: bytes(rows) }]) }],
    ['tar', async () => ({ 'a.tar': await tarArchive([{ name: 'README.md', bytes: bytes('no') }, { name: 'data/a.csv', bytes: bytes(rows) }]) })],
    ['tar.gz', async () => ({ 'a.tgz': gzipSync(await tarArchive([{ name: 'a.csv', bytes: bytes(rows) }])) })],
    ['a mark at the start', { 'a.csv': bytes(`\ufeff${rows}`) }],
    ['\\r\\n', { 'a.csv': bytes(rows.replaceAll('\n', '\r\n')) }],
    ['\\r\\n and \\n mixed', { 'a.csv': bytes(rows.replace(',x\n', ',x\r\n')) }],
    ['no end of the last line', { 'a.csv': bytes(rows.trimEnd()) }],
    ['semicolons', { 'a.csv': bytes(rows.replaceAll('",', '";').replace('text,', 'text;').replace('ï,', 'ï;')) }],
    ['latin-1', { 'a.csv': Buffer.from(rows, 'latin1') }],
    ['UTF-16', { 'a.csv': Buffer.from(`\ufeff${rows}`, 'utf16le') }],
    ['several files, columns in another order', { 'a.csv': bytes('text,label\n"a, b",x\n"line\nline",y\n'), 'b.csv': bytes('label,text\nx,"say ""hi"""\ny,ünï\n') }],
    ['quotes after backslashes', { 'a.csv': bytes(rows.replaceAll('""', '\\"')) }],
    ['UTF-16 without a mark', { 'a.csv': Buffer.from(rows, 'utf16le') }],
    ['UTF-16, high byte first', { 'a.csv': Buffer.from(`\ufeff${rows}`, 'utf16le').swap16() }],
    ['without header', { 'a.csv': bytes(rows.slice(rows.indexOf('\n') + 1)) }, { header: false, columns: { features: ['column1'], label: 'column2' } }],
  ])('%s', async (_name, files, options) => {
    expect(await textsOf(typeof files === 'function' ? await files() : files, options)).toEqual(expected);
  });

  it('gives back whatever texts were written, quotes and line ends and all', async () => {
    const random = new Random('csv');
    const parts = ['a', 'B', ' ', ',', ';', '"', '""', '\n', '\t', '|', 'é', '漢', '😀', "'", '#', '\\'];
    const texts = Array.from({ length: 500 }, (_, index) => `${index}${Array.from({ length: random.below(12) }, () => parts[random.below(parts.length)]).join('')}.`);
    const quote = (text: string) => (/[",\n]/.test(text) || random.below(2) === 0 ? `"${text.replaceAll('"', '""')}"` : text);
    const csv = `text,label\n${texts.map((text, index) => `${quote(text)},${index % 3}\n`).join('')}`;
    expect(await textsOf({ 'a.csv': bytes(csv) })).toEqual(texts.map((text, index) => [text, String(index % 3)]).sort());
  });

  it.each([
    ['a row with too many fields', { 'a.csv': bytes('text,label\na,x\n"b\nb",y\nc,x,z\n') }, 'a.csv: line 5 has 3 fields instead of 2'],
    ['a row with too few', { 'a.csv': bytes('text,label\na,x\nb\n') }, 'a.csv: line 3 has 1 field instead of 2'],
    ['a quote that is not closed', { 'a.csv': bytes('text,label\na,x\n"b,y\nc,x\n') }, 'a.csv: line 3 begins a field in quotes that is not closed'],
    ['damaged UTF-8', { 'a.csv': Buffer.concat([bytes('text,label\nünï,x\néé,y\n'), Buffer.from([0x61, 0x81, 0x2c, 0x78, 0x0a])]) }, 'a.csv: line 4 is not valid UTF-8, while the rest of the file is, and its byte 2 (0x81) is no character of Windows-1252 either'],
    ['half a character', { 'a.csv': Buffer.concat([bytes('text,label\nünï,x\néé'), Buffer.from([0xc3, 0x2c, 0x78, 0x0a])]) }, 'a.csv: line 3 is not valid UTF-8, while the rest of the file is, and it holds characters of UTF-8 besides'],
    ['half a character of UTF-16', { 'a.csv': Buffer.from('\ufefftext,label\na,x\nb\ud800,y\n', 'utf16le') }, 'a.csv: line 3 holds half a character of UTF-16'],
    ['UTF-16 that is cut off', { 'a.csv': Buffer.from('\ufefftext,label\na,x\n', 'utf16le').subarray(0, -1) }, 'a.csv: line 2 ends within a character of UTF-16'],
    ['an image', { 'a.csv': Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex') }, 'a.csv: no text, but a PNG image'],
    ['what bzip2 made', { 'a.csv': Buffer.from('425a6839314159265359b3c1e8f20001df80011040ff', 'hex') }, 'a.csv: no text, but bzip2 data'],
    ['an Excel workbook', { 'a.xlsx': zipArchive([{ name: '[Content_Types].xml', bytes: bytes('<x/>') }, { name: 'xl/workbook.xml', bytes: bytes('<x/>') }]) }, 'a.xlsx: an Excel workbook. Save the sheet as CSV UTF-8'],
    ['a web page', { 'a.csv': bytes('<!DOCTYPE html>\n<title>404</title>\n') }, 'a.csv: a web page or XML, no table'],
    ['JSON', { 'a.csv': bytes('{"text": "a", "label": "x"}\n{"text": "b", "label": "y"}\n') }, 'a.csv: JSON, no table. Import it as JSONL'],
    ['bytes', { 'a.csv': Buffer.from([1, 2, 10, 0, 4]) }, 'a.csv: line 2 holds a NUL character'],
    ['two columns of one name', { 'a.csv': bytes('text,text\na,x\n') }, 'two columns are named "text"'],
    ['other columns in the second file', { 'a.csv': bytes('text,label\na,x\n'), 'b.csv': bytes('text,klass\nb,y\n') }, 'b.csv: the file has a column "klass", which a.csv has not'],
    ['a test file alone', { 'test.csv': bytes('text,label\na,x\n') }, 'no TRAIN split'],
    ['some names without a split', { 'train.csv': bytes('text,label\na,x\n'), 'more.csv': bytes('text,label\nb,x\n') }, 'more.csv: its name tells no split'],
    ['no rows', { 'a.csv': bytes('text,label\n') }, 'a.csv: no rows'],
    ['nothing', { 'a.csv': bytes('') }, 'a.csv: the file is empty'],
    ['gzip that is cut off', { 'a.csv.gz': gzipSync('text,label\na,x\n'.repeat(1000)).subarray(0, 40) }, 'cut off'],
    ['no text in any row', { 'a.csv': bytes('text,label\n,x\n" ",y\n') }, 'None of 2 rows is complete. The first is row 1 of a.csv'],
  ])('fault: %s', async (_name, files, message) => {
    const fault = await bench.fault('CSV', files as Files, {}, 'TEXT');
    expect(fault).toContain('ImportFault');
    expect(fault).toContain(message);
    expect(fault).not.toContain('left ');
  });

  it('a column that is not there is named, with those that are', async () => {
    const fault = await bench.fault('CSV', { 'a.csv': bytes('review,stars\ngood,5\n') }, { columns: { label: 'star' } }, 'TEXT');
    expect(fault).toContain('columns.label names "star", which is no column. The files\' columns: "review", "stars".');
  });
});

describe('splits', () => {
  it('come from a column called split', async () => {
    const version = await bench.importAs('TEXT', 'CSV', { 'a.csv': bytes('text,label,split\na,x,train\nb,y,Test\nc,x,valid\nd,y,train\n') });
    expect(version.description.counts).toEqual({ TRAIN: 2, VALIDATION: 1, TEST: 1 });
    expect(await bench.fault('CSV', { 'a.csv': bytes('text,part\na,train\nb,other\n') }, { columns: { split: 'part', features: ['text'] } }, 'TEXT')).toContain('a.csv: line 3, column "part" is "other"');
  });

  it('are drawn by content and seed, per class, whatever the order and format, with one digest', async () => {
    const rows = Array.from({ length: 300 }, (_, index) => [`text ${index % 290}`, index % 290 < 100 ? 'a' : 'b'] as const);
    const csv = (order: readonly (readonly [string, string])[]) => ({ 'a.csv': bytes(`text,label\n${order.map((row) => row.join()).join('\n')}\n`) });
    const one = await bench.importAs('TEXT', 'CSV', csv(rows));
    const other = await bench.importAs('TEXT', 'JSONL', { 'x.jsonl': bytes(rows.toReversed().map(([text, label]) => JSON.stringify({ label, text })).join('\n')) });
    const seeded = await bench.importAs('TEXT', 'CSV', csv(rows), { split: { validation: 0.1, test: 0.1, seed: 1 } });
    expect(other.digest).toBe(one.digest);
    expect(seeded.digest).not.toBe(one.digest);
    expect(one.description.counts).toEqual(other.description.counts);
    expect(one.description.counts.TEST).toBeGreaterThanOrEqual(28);
    expect(await batchesOf(other)).toEqual(await batchesOf(one));
    // Equal texts are never parted.
    expect((await bench.assess(one)).findings.filter(({ check }) => check === 'SPLIT_LEAKAGE')).toEqual([]);
  });
});

describe('tables', () => {
  it('have numbers, categories and missing values', async () => {
    const version = await bench.importAs('TABULAR', 'CSV', { 'a.csv': bytes('n,zip,flag,kind,class\n1.5,01234,true,a,yes\nNA,01235,false,,no\n-2e3,99999,true,b,yes\n,00001,,NaN,no\n') }, { split: all });
    expect(version.description).toMatchObject({
      classes: ['no', 'yes'],
      columns: [{ name: 'n', type: 'NUMBER' }, { name: 'zip', type: 'CATEGORY' }, { name: 'flag', type: 'CATEGORY' }, { name: 'kind', type: 'CATEGORY' }],
    });
    const [batch] = await batchesOf(version);
    if (!batch || !('categories' in batch)) throw new Error('No table.');
    const rows = Array.from({ length: 4 }, (_, index) => [batch.numbers[index], ...batch.categories.slice(index * 3, index * 3 + 3), batch.labels[index]]);
    expect(rows.sort((a, b) => String(a[1]).localeCompare(String(b[1])))).toEqual([[NaN, '00001', null, null, 0], [1.5, '01234', 'true', 'a', 1], [NaN, '01235', 'false', null, 0], [-2000, '99999', 'true', 'b', 1]]);
    expect((await bench.assess(version)).findings).toContainEqual(expect.objectContaining({ check: 'MISSING_VALUES', count: 2 }));
  });

  it('may have 2,000 features, and besides as many columns as an export adds', async () => {
    const table = (count: number) => ({ 'a.csv': bytes(`${Array.from({ length: count }, (_, index) => `c${index}`).join()}\n${'1,'.repeat(count - 1)}1\n`) });
    expect(await bench.fault('CSV', table(2001), { header: true }, 'TABULAR')).toContain('2,001 columns would be features; a table has 2,000 at most.');
    expect((await bench.importAs('TEXT', 'CSV', table(2003), { split: all, header: true, columns: { features: ['c0'] } })).sampleCount).toBe(1);
    expect(await bench.fault('CSV', table(2004), { header: true }, 'TEXT')).toContain('a.csv: more than 2,000 columns');
  });

  it.each<[string, string, object, (number | string | null)[][]]>([
    ['semicolons between', 'preis;fläche;klasse;art\n1,5;1.234,5;A;x\n-2;0,25;NA;y\nNA;;B;x\n+1e3;12.345;;x\n', {}, [[-2, 0.25, null], [1.5, 1234.5, 'A'], [1000, 12345, null], [NaN, NaN, 'B']]],
    ['tabs between', 'a\tb\tc\n0,5\t1,234\tx\n3,125\t2,500\ty\n', {}, [[0.5, '1,234', 'x'], [3.125, '2,500', 'y']]],
    ['points, too, and codes', 'a;b;c\n1,5;1,2,3;01,5\n1.5;4,5;2,5\n', {}, [['1,5', '1,2,3', '01,5'], ['1.5', '4,5', '2,5']]],
    ['commas between', 'a,b,c\n"1,5","1,5",x\n"2,25","2,25",y\n', { numbers: ['b'] }, [['1,5', 1.5, 'x'], ['2,25', 2.25, 'y']]],
  ])('have decimal commas: %s', async (_name, table, columns, expected) => {
    const version = await bench.importAs('TABULAR', 'CSV', { 'a.csv': bytes(table) }, { split: all, columns: { ignore: table.includes('art') ? ['art'] : [], ...columns } });
    const [batch] = await batchesOf(version);
    if (!batch || !('categories' in batch) || version.description.kind !== 'TABULAR') throw new Error('No table.');
    const types = version.description.columns.map(({ type }) => type);
    const at = (row: number, column: number) => {
      const before = types.slice(0, column).filter((type) => type === types[column]).length;
      const width = types.filter((type) => type === types[column]).length;
      return types[column] === 'NUMBER' ? batch.numbers[row * width + before]! : (batch.categories[row * width + before] ?? null);
    };
    const rows = expected.map((_, row) => types.map((_type, column) => at(row, column)));
    expect(rows.sort((a, b) => String(a[0]).localeCompare(String(b[0])))).toEqual(expected);
  });

  it('have decimal commas where columns are said to be numbers, but not both, nor thousands', async () => {
    const fault = (table: string) => bench.fault('CSV', { 'a.csv': bytes(table) }, { columns: { numbers: ['a'] } }, 'TABULAR');
    expect(await fault('a;b\n1,5;x\n2.5;y\n0,5;x\n')).toContain('a.csv: line 3, column "a": "2.5" is not a number with a decimal comma, as most values there are.');
    expect(await fault('a;b\n1.5;x\n2,5;y\n0.5;x\n')).toContain('a.csv: line 3, column "a": "2,5" is not a number.');
    expect(await fault('a,b\n"1,500",x\n"2,500",y\n')).toContain('a.csv: line 2, column "a": "1,500" is not a number.');
    expect(await fault('a;b\n1,500;x\n02,500;y\n')).toMatch(/^imported 2 samples/);
  });

  it.each([
    ['without a header', '0,5;1,25;2,75\n1,5;2,25;3,75\n', ['column1', 'column2', 'column3']],
    ['with a comma in a name', 'Länge, m;b\n0,5;K0\n1,5;K1\n', ['Länge, m', 'b']],
    ['with commas between, and semicolons in texts', 'a,b\n1,x;y\n2,z;u\n', ['a', 'b']],
    ['with commas between, and lists of numbers in them', '1;2,3;4\n5;6,7;8\n', ['column1', 'column2', 'column3']],
  ])('have the delimiter that leaves numbers whole: %s', async (_name, table, names) => {
    const version = await bench.importAs('TABULAR', 'CSV', { 'a.csv': bytes(table) }, { split: all });
    expect(version.description).toMatchObject({ columns: names.map((name) => ({ name })) });
  });

  it('take numbers for names where they are said to be, and features in the order that is asked for', async () => {
    const version = await bench.importAs('TABULAR', 'CSV', { 'a.csv': bytes('a,b,c,y\n1,2,3,0\n4,5,6,1\n') }, { split: all, columns: { features: ['c', 'a'], categories: ['a'], label: 'y' } });
    expect(version.description).toMatchObject({ columns: [{ name: 'c', type: 'NUMBER' }, { name: 'a', type: 'CATEGORY' }] });
  });

  it('leave out an index without a name, an empty column behind the last delimiter, and what is to be ignored', async () => {
    const columnsOf = async (table: string, columns = {}) => (await bench.importAs('TABULAR', 'CSV', { 'a.csv': bytes(table) }, { split: all, columns })).description;
    expect(await columnsOf(',a,b\n3,1,x\n7,2,y\n')).toMatchObject({ columns: [{ name: 'a' }, { name: 'b' }] });
    expect(await columnsOf('a,b,\n1,x,\n2,y,\n')).toMatchObject({ columns: [{ name: 'a' }, { name: 'b' }] });
    expect(await columnsOf('id,a,label\n1,x,u\n2,y,v\n', { ignore: ['id', 'label'] })).toMatchObject({ classes: [], columns: [{ name: 'a' }] });
    expect(await bench.fault('CSV', { 'a.csv': bytes('id,a\n1,x\n') }, { columns: { ignore: ['id'], features: ['id'] } }, 'TABULAR')).toContain('columns.features names "id", which columns.ignore leaves out');
  });

  it('may have columns named as those that an import works with', async () => {
    const names = ['name', 'class', 'drawn', 'hash', 'file', 'row', 'size', 'rank', 'number', 'key', 'place', 'class_index', 'Name', 'split', 'label'];
    const rows = Array.from({ length: 40 }, (_, index) => [...names.map((name, at) => (name === 'split' ? 'train' : (index + at) % 9)), index % 2].join());
    const version = await bench.importAs('TABULAR', 'CSV', { 'a.csv': bytes(`${names.join()},y\n${rows.join('\n')}\n`) }, { columns: { label: 'y' } });
    expect(version.description).toMatchObject({ classes: ['0', '1'], columns: names.filter((name) => name !== 'split').map((name) => ({ name, type: 'NUMBER' })) });
    expect((await bench.assess(version)).verdict).toBeDefined();
  });

  it('may have columns with names that SQL would stumble over', async () => {
    const version = await bench.importAs('TABULAR', 'CSV', { "a'; DROP TABLE rows; --.csv": bytes(`"a""b","'; SELECT 1; --",Label,hash,y\n1,2,3,4,0\n5,6,7,8,1\n`) }, { split: all, columns: { label: 'y' } });
    expect(version.description).toMatchObject({ columns: [{ name: 'a"b' }, { name: "'; SELECT 1; --" }, { name: 'Label' }, { name: 'hash' }] });
    expect((await batchesOf(version))[0]).toMatchObject({ count: 2 });
  });
});

describe('interactions', () => {
  const rows = ['u1\ti1\t5\t30', 'u1\ti2\t4\t10', 'u1\ti3\t3\t20', 'u2\ti1\t2\t1', 'u2\ti2\t1\t2', 'u1\ti4\t1\t30'];

  it('are split by the time of each user, ties by the order of the file', async () => {
    const version = await bench.importAs('INTERACTION', 'TSV', { 'u.data': bytes(`${rows.join('\n')}\n`) });
    expect(version.description).toMatchObject({ users: 2, items: 4, counts: { TRAIN: 4, VALIDATION: 1, TEST: 1 } });
    expect((await batchesOf(version, 'TEST'))[0]).toMatchObject({ users: ['u1'], items: ['i4'], values: new Float64Array([1]), times: new Float64Array([30]) });
    expect((await batchesOf(version))[0]).toMatchObject({ users: ['u2', 'u2', 'u1', 'u1'], items: ['i1', 'i2', 'i2', 'i3'] });
  });

  it('have dates and milliseconds as seconds, and may have neither value nor time', async () => {
    const dated = await bench.importAs('INTERACTION', 'CSV', { 'a.csv': bytes('user,item,date\na,x,2020-01-01T00:00:01Z\nb,y,1577836802000\nc,z,\n') });
    expect((await batchesOf(dated))[0]).toMatchObject({ users: ['c', 'a', 'b'], times: new Float64Array([NaN, 1577836801, 1577836802]), values: new Float64Array([NaN, NaN, NaN]) });
    expect(await bench.fault('CSV', { 'a.csv': bytes('who,what\na,x\n') }, { header: true }, 'INTERACTION')).toContain('Which column is the user cannot be guessed; name it by columns.user. The files\' columns: "who", "what".');
  });

  it.each([
    ['a value', 'user,item,rating\n"a\nb",x,5\nb,y,good\nc,z,bad\nd,w,1\n', { columns: { value: 'rating' } }, 'a.csv: line 4, column "rating": "good" is not a number. 2 rows have such values there.'],
    ['a time', 'user,item,date\na,x,2020-01-01\nb,y,yesterday\n', {}, 'a.csv: line 3, column "date": "yesterday" is not a time'],
  ])('of another type are a fault with file, line and column: %s', async (_name, table, options, message) => {
    expect(await bench.fault('CSV', { 'a.csv': bytes(table) }, options, 'INTERACTION')).toContain(message);
  });

  it('have values with decimal commas', async () => {
    const table = 'user;item;rating\na;x;4,5\nb;y;\nc;z;3\n';
    for (const columns of [{}, { value: 'rating' }]) {
      const version = await bench.importAs('INTERACTION', 'CSV', { 'a.csv': bytes(table) }, { split: all, columns });
      expect((await batchesOf(version))[0]).toMatchObject({ users: ['a', 'b', 'c'], values: new Float64Array([4.5, NaN, 3]) });
    }
    expect(await bench.fault('CSV', { 'a.csv': bytes(table.replace('3', 'good')) }, { columns: { value: 'rating' } }, 'INTERACTION')).toContain('a.csv: line 4, column "rating": "good" is not a number with a decimal comma');
  });

  it('may lack values, and a guess does not take a column of words for numbers', async () => {
    const version = await bench.importAs('INTERACTION', 'CSV', { 'a.csv': bytes('user,item,rating,score\na,x,,fine\nb,y,NA,poor\nc,z,3,good\n') }, { split: all, columns: { value: 'rating' } });
    expect((await batchesOf(version))[0]?.count).toBe(3);
    const guessed = await bench.importAs('INTERACTION', 'CSV', { 'a.csv': bytes('user,item,score\na,x,fine\nb,y,poor\n') }, { split: all });
    expect((await batchesOf(guessed))[0]).toMatchObject({ values: new Float64Array([NaN, NaN]) });
  });
});
