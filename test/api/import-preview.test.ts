import { readdir } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { encoded, zipArchive } from '../support/archives.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { idxImages, idxLabels } from '../support/idx.ts';
import { ask, previewOf, type Preview } from '../support/preview.ts';

let app: Flywheel;
beforeAll(async () => {
  app = await startFlywheel();
});
afterAll(() => app.stop());

const rows = (count: number, row: (index: number) => string) => Array.from({ length: count }, (_, index) => row(index)).join('\n');
const zip = (entries: Record<string, string | Uint8Array>) => zipArchive(Object.entries(entries).map(([name, content]) => ({ name, bytes: typeof content === 'string' ? Buffer.from(content) : content })));

/** The preview of files that can be looked into. */
async function seen(...args: Parameters<typeof previewOf> extends [unknown, ...infer Rest] ? Rest : never): Promise<Preview> {
  const { preview, userErrors } = await previewOf(app, ...args);
  expect(userErrors).toEqual([]);
  if (!preview) throw new Error('No preview.');
  return preview;
}

describe('tables', () => {
  test('columns are guessed, ten rows are shown as they would be taken, and nothing is made', async () => {
    const table = `Zeitung,Rubrik,Größe\n${rows(400, (index) => `"Ein längerer Satz, Nummer ${index}",${['Sport', 'Kultur'][index % 2]},${index}`)}\n`;
    const preview = await seen('TEXT', 'CSV', { 'artikel_train.csv.gz': gzipSync(Buffer.from(table, 'latin1')) }, { columns: { label: 'Rubrik' } });
    expect(preview.files).toEqual([{ name: 'artikel_train.csv.gz', packed: 'gzip', encoding: 'windows-1252', mixedEncodings: false, encodingInDoubt: false, delimiter: ',', header: true, split: 'TRAIN', whole: true }]);
    expect(preview.columns).toEqual([{ name: 'Zeitung', roles: ['TEXT'], type: null }, { name: 'Rubrik', roles: ['LABEL'], type: null }, { name: 'Größe', roles: [], type: null }]);
    expect(preview.samples).toHaveLength(10);
    expect(preview.samples[3]).toMatchObject({ file: 'artikel_train.csv.gz', row: 4, label: 'Kultur', split: 'TRAIN', complete: true, values: ['Ein längerer Satz, Nummer 3', 'Kultur', '3'] });
    expect(preview.classes).toEqual([{ label: 'Kultur', count: 200 }, { label: 'Sport', count: 200 }]);
    expect(preview).toMatchObject({ faults: [], whole: true, images: null });
    expect(await readdir(`${app.storeFolder}/dataset-versions`).catch(() => [])).toEqual([]);
    expect(await readdir(`${app.storeFolder}/previews`).catch(() => [])).toEqual([]);
  });

  test('types of features, missing values, rows that are left out', async () => {
    const preview = await seen('TABULAR', 'TSV', { 'a.tsv': `age\tcity\tchurned\n${rows(60, (index) => `${index === 2 ? 'NA' : index}\t${index % 3 === 0 ? 'Köln' : 'Bonn'}\t${index % 2}`)}` }, { columns: { label: 'churned', ignore: ['city'] } });
    expect(preview.columns).toEqual([{ name: 'age', roles: ['FEATURE'], type: 'NUMBER' }, { name: 'city', roles: [], type: null }, { name: 'churned', roles: ['LABEL'], type: null }]);
    expect(preview.samples[2]).toMatchObject({ values: [null, 'Bonn', '0'], label: '0' });
    const commas = await seen('TABULAR', 'CSV', { 'a.csv': `preis;klasse\n${rows(60, (index) => `${index},5;${'AB'[index % 2]}`)}` });
    expect(commas.columns).toEqual([{ name: 'preis', roles: ['FEATURE'], type: 'NUMBER' }, { name: 'klasse', roles: ['LABEL'], type: null }]);
    expect(commas.samples[2]).toMatchObject({ values: ['2.5', 'A'], label: 'A' });
    const pairs = await seen('TEXT_PAIR', 'JSONL', { 'a.jsonl': rows(30, (index) => JSON.stringify({ question: `What is ${index}?`, answer: index === 1 ? '' : `It is ${index}.` })) });
    expect(pairs.columns.map(({ roles }) => roles)).toEqual([['SOURCE'], ['TARGET']]);
    expect(pairs.samples.map(({ complete }) => complete)).toEqual([true, false, ...Array.from({ length: 8 }, () => true)]);
  });

  test('an encoding that cannot be found out is doubted, and taken where it is named', async () => {
    const table = Buffer.concat([Buffer.from('text,label\n'), Buffer.from('cff0e8e2e5f22c610aeceef02c620a', 'hex')]);
    expect((await seen('TEXT', 'CSV', { 'a.csv': table })).files).toMatchObject([{ encoding: 'windows-1252', encodingInDoubt: true }]);
    const told = await seen('TEXT', 'CSV', { 'a.csv': table }, { encoding: 'cp1251' });
    expect(told.files).toMatchObject([{ encoding: 'windows-1251', encodingInDoubt: false }]);
    expect(told.samples.map(({ values }) => values[0])).toEqual(['Привет', 'мор']);
  });

  test('of a large file the beginning is looked at, and that is said', async () => {
    const preview = await seen('INTERACTION', 'CSV', { 'ratings.csv': `userId,movieId,rating,timestamp\n${rows(120_000, (index) => `${index % 500},${index % 90},${(index % 10) / 2},${1_500_000_000 + index * 60}`)}` });
    expect(preview).toMatchObject({ whole: false, faults: [], files: [{ whole: false, delimiter: ',' }] });
    expect(preview.columns.map(({ roles }) => roles)).toEqual([['SUBJECT', 'USER'], ['ITEM'], ['VALUE'], ['TIME']]);
    expect(preview.samples[1]?.values).toEqual(['1', '1', '0.5', '2017-07-14T02:41:00Z']);
  });

  test('every fault that is seen is told, with file, line and column; what can be read is shown all the same', async () => {
    const preview = await seen('INTERACTION', 'CSV', { 'a.csv': 'user,item,rating\nu1,i1,4\nu1,i2,good\nu2,i1,5\n', 'b.csv': 'user,item,rating\nu1,"i1,4\n' }, { columns: { value: 'rating' } });
    expect(preview.faults).toEqual([expect.stringMatching(/^b\.csv: line 2.*quote/), 'a.csv: line 3, column "rating": "good" is not a number. Mend it, leave it empty, or name another column by columns.value.']);
    expect(preview.samples).toHaveLength(3);
    const roles = await seen('TABULAR', 'CSV', { 'a.csv': 'a,b\n1,2\n3,4\n' }, { columns: { label: 'c' } });
    expect(roles.faults).toEqual(['columns.label names "c", which is no column. The files\' columns: "a", "b".']);
    expect(roles.samples).toMatchObject([{ values: ['1', '2'] }, { values: ['3', '4'] }]);
  });
});

describe('texts', () => {
  test('of an archive some of every class are shown; of parallel files both sides', async () => {
    const archive = await seen('TEXT', 'TEXT_ARCHIVE', { 'reviews.zip': zip(Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`train/${index < 30 ? 'neg' : 'pos'}/${index}.txt`, `Review ${index}`]))) });
    expect(archive.classes).toEqual([{ label: 'neg', count: 30 }, { label: 'pos', count: 10 }]);
    expect(archive.samples.filter(({ label }) => label === 'pos')).toHaveLength(5);
    expect(archive.samples[0]).toMatchObject({ split: 'TRAIN', entry: 'train/neg/0.txt' });
    const pairs = await seen('TEXT_PAIR', 'PARALLEL_TEXT', { 'train.en': rows(20, (index) => `one ${index}`), 'train.de': rows(19, (index) => `eins ${index}`) });
    expect(pairs.faults).toEqual([expect.stringContaining('train.en has 20 lines, but train.de has 19')]);
  });
});

describe('images', () => {
  test('of several sizes and modes: what they would be brought to, and pictures of it', async () => {
    const gray = (side: number) => encoded({ height: side, width: side, channels: 1, pixels: new Uint8Array(side * side).fill(side) });
    const colour = await sharp({ create: { width: 300, height: 200, channels: 4, background: { r: 200, g: 10, b: 10, alpha: 0.5 } } }).webp({ lossless: true }).toBuffer();
    const preview = await seen('IMAGE', 'IMAGE_ARCHIVE', { 'shapes.zip': zip({ 'train/a/1.png': await gray(28), 'train/a/2.png': await gray(28), 'train/b/3.png': await gray(40), 'train/b/4.webp': colour, 'train/b/5.jpg': 'no image', 'train/b/notes.txt': 'x' }) });
    expect(preview.images).toMatchObject({ height: 28, width: 28, channels: 3, asked: false, sizes: [{ height: 28, width: 28, count: 2 }, { height: 200, width: 300, count: 1 }, { height: 40, width: 40, count: 1 }], changes: [{ change: 'SIZE', count: 2 }, { change: 'TRANSPARENCY', count: 1 }] });
    expect(preview.images?.unreadable).toEqual([expect.stringContaining('train/b/5.jpg')]);
    expect(preview.classes).toEqual([{ label: 'b', count: 3 }, { label: 'a', count: 2 }]);
    const photo = preview.samples.find(({ entry }) => entry === 'train/b/4.webp');
    expect(photo).toMatchObject({ label: 'b', split: 'TRAIN', picture: { height: 200, width: 300, changes: ['TRANSPARENCY', 'SIZE'] } });
    expect(await sharp(Buffer.from(photo?.picture?.url.replace('data:image/png;base64,', '') ?? '', 'base64')).metadata()).toMatchObject({ height: 28, width: 28, format: 'png' });
  });

  test('IDX: headers and labels; files that are shorter than they claim', async () => {
    const images = Array.from({ length: 30 }, (_, index) => new Uint8Array(16).fill(index));
    const files = { 'train-images-idx3-ubyte': idxImages(images, 4, 4), 'train-labels-idx1-ubyte': idxLabels(images.map((_, index) => index % 3)) };
    const preview = await seen('IMAGE', 'IDX', files);
    expect(preview).toMatchObject({ faults: [], images: { height: 4, width: 4, channels: 1 } });
    expect(preview.classes).toEqual([0, 1, 2].map((label) => ({ label: String(label), count: 10 })));
    expect(preview.samples).toHaveLength(10);
    const short = await seen('IMAGE', 'IDX', { ...files, 'train-images-idx3-ubyte': files['train-images-idx3-ubyte'].subarray(0, 100) });
    expect(short.faults).toEqual([expect.stringContaining('its header declares 30 images')]);
  });
});

describe('what is asked of it', () => {
  test('inputs are checked as those of an import; uploads of others are answered like absent ones', async () => {
    expect((await previewOf(app, 'TEXT', 'IDX', { a: 'x' })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['format'] }]);
    expect((await previewOf(app, 'TEXT', 'CSV', { 'a.csv': 'x' }, { encoding: 'cp932' })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['encoding'], message: expect.stringContaining('"cp932" is none') }]);
    expect((await previewOf(app, 'TEXT', 'PARQUET', { a: 'x' }, { encoding: 'utf-8' })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['encoding'] }]);
    expect((await previewOf(app, 'TEXT', 'CSV', { 'a.csv': 'x' }, { uploadIds: [] })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['uploadIds'] }]);
    const other = await app.data(z.object({ createProject: z.object({ secret: z.string() }) }), 'mutation ($input: CreateProjectInput!) { createProject(input: $input) { secret } }', { input: { name: 'Other' } });
    const theirs = await app.upload('a.csv', Buffer.from('a,b\n1,2\n'), other.createProject.secret);
    const { createDataset } = await app.data(z.object({ createDataset: z.object({ dataset: z.object({ id: z.string() }) }) }), 'mutation { createDataset(input: { name: "Mine", kind: TABULAR }) { dataset { id } } }');
    expect((await ask(app, { datasetId: createDataset.dataset.id, uploadIds: [theirs], format: 'CSV' })).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['uploadIds'] }]);
  });
});
