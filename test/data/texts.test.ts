import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../src/data/open-dataset.ts';
import { openDatasetAhead } from '../../src/data/reading/open-dataset-ahead.ts';
import type { Batch, BatchOptions, Dataset } from '../../src/plugin/index.ts';
import { zipArchive } from '../support/archives.ts';
import { useBench } from './support.ts';

const bench = useBench();
const bytes = (text: string) => Buffer.from(text);
const batchesOf = (dataset: Dataset, options: BatchOptions): Promise<Batch[]> => Array.fromAsync(dataset.batches(options));

describe('an archive of texts', () => {
  const archive = (entries: Record<string, string>) => zipArchive(Object.entries(entries).map(([name, text]) => ({ name, bytes: bytes(text) })));

  it('has a folder per class below a folder per split; lists, unsup and other files are left out', async () => {
    const version = await bench.importAs('TEXT', 'TEXT_ARCHIVE', {
      'set.zip': archive({ 'set/README.txt': 'r', 'set/train/urls.txt': 'u', 'set/train/pos/1_9.txt': 'good\n', 'set/train/neg/1_1.txt': 'bad', 'set/train/unsup/1_0.txt': 'x', 'set/train/feat': '1', 'set/test/pos/1_9.txt': 'fine', 'set/test/neg/2_1.txt': 'poor' }),
    }, { split: { validation: 0, test: 0, seed: 0 } });
    expect(version).toMatchObject({ description: { classes: ['neg', 'pos'], counts: { TRAIN: 2, VALIDATION: 0, TEST: 2 } }, skippedFiles: 4 });
  });

  it('fault: without texts', async () => {
    expect(await bench.fault('TEXT_ARCHIVE', { 'a.zip': archive({ 'a/b.csv': 'x' }) }, {}, 'TEXT')).toContain('a.zip: no texts. 1 other file found');
    expect(await bench.fault('TEXT_ARCHIVE', { 'a.zip': archive({ '../b/c.txt': 'x' }) }, {}, 'TEXT')).toContain('leads out of the archive');
  });
});

describe('parallel text', () => {
  const lines = (...all: string[]) => bytes(`${all.join('\n')}\n`);

  it('is aligned by line; names tell split and side; en is the source where nobody says', async () => {
    const files = { 'train.de.gz': gzipSync(lines('eins', 'zwei\u2028weiter', '', 'vier')), 'train.en': lines('one', 'two', 'three', 'four'), 'val.de': lines('fünf'), 'val.en': lines('five'), 'test_2016.de': lines('sechs'), 'test_2016.en': lines('six') };
    const version = await bench.importAs('TEXT_PAIR', 'PARALLEL_TEXT', files);
    expect(version).toMatchObject({ description: { counts: { TRAIN: 3, VALIDATION: 1, TEST: 1 } }, incomplete: { count: 1, example: 'row 3 of train.en' } });
    const dataset = await openDataset(bench.store, version.target, version.description);
    const [test] = await batchesOf(dataset, { split: 'TEST', size: 9 });
    expect(test).toMatchObject({ sources: ['six'], targets: ['sechs'] });
    const turned = await bench.importAs('TEXT_PAIR', 'PARALLEL_TEXT', files, { columns: { features: ['de'], target: 'en' } });
    const [other] = await batchesOf(await openDataset(bench.store, turned.target, turned.description), { split: 'TEST', size: 9 });
    expect(other).toMatchObject({ sources: ['sechs'], targets: ['six'] });
  });

  it('may come in an archive, beside files that are no texts', async () => {
    const zip = zipArchive(Object.entries({ 'x/README.md': 'r', 'x/train.en': 'one\ntwo\n', 'x/train.de': 'eins\nzwei\n', 'x/val.en': 'three\n', 'x/val.de': 'drei\n', 'x/stats.json': '{}' }).map(([name, text]) => ({ name, bytes: bytes(text) })));
    const version = await bench.importAs('TEXT_PAIR', 'PARALLEL_TEXT', { 'x.zip': zip }, { split: { validation: 0, test: 0, seed: 0 } });
    expect(version.description.counts).toEqual({ TRAIN: 2, VALIDATION: 1, TEST: 0 });
    expect(await bench.fault('PARALLEL_TEXT', { 'x.zip': zipArchive([{ name: 'README', bytes: bytes('r') }]) }, {}, 'TEXT_PAIR')).toContain('tell no side; two are needed');
  });

  it('fault: files of other lengths, or without a partner', async () => {
    expect(await bench.fault('PARALLEL_TEXT', { 'a.en': lines('1', '2'), 'a.de': lines('1') }, {}, 'TEXT_PAIR')).toContain('a.en has 2 lines, but a.de has 1');
    expect(await bench.fault('PARALLEL_TEXT', { 'a.en': lines('1'), 'b.de': lines('1') }, {}, 'TEXT_PAIR')).toContain('"a" lacks the side "de"');
  });
});

describe('a text file', () => {
  const joined = async (version: Awaited<ReturnType<typeof bench.importAs>>) => {
    const dataset = await openDataset(bench.store, version.target, version.description);
    let text = '';
    for (const split of ['TRAIN', 'VALIDATION', 'TEST'] as const) for (const batch of await batchesOf(dataset, { split, size: 7 })) if ('texts' in batch) text += batch.texts.join('');
    return text;
  };

  it.each([
    ['paragraphs', Array.from({ length: 50 }, (_, index) => `Line ${index}\nand more.\n${'\n'.repeat(1 + (index % 3))}`).join('')],
    ['empty lines first and last, \\r\\n, a mark', `\ufeff\r\n\r\n  \r\na\r\n\r\nb\r\n\r\n\r\n${'c\r\n\r\n'.repeat(20)}`],
    ['no paragraphs and no line ends', '😀ab'.repeat(30_000)],
    ['lines without a gap', 'word word\n'.repeat(3000)],
  ])('joined is the file to the last byte: %s', async (_name, text) => {
    const version = await bench.importAs('TEXT', 'TEXT_FILE', { 'input.txt': bytes(text) });
    expect(version.description).toMatchObject({ continuous: true, classes: [] });
    expect(Buffer.from(await joined(version)).equals(bytes(text))).toBe(true);
    const { counts } = version.description;
    expect(counts.TRAIN).toBeGreaterThan(counts.TEST);
  });

  it('may come in an archive', async () => {
    const plain = await bench.importAs('TEXT', 'TEXT_FILE', { 'a.txt': bytes('a\n\nb\n\n'), 'b.txt': bytes('c\n\nd\n\n') });
    const zip = zipArchive([{ name: 'LICENSE.txt', bytes: bytes('l') }, { name: 'a.txt', bytes: bytes('a\n\nb\n\n') }, { name: 'b.txt', bytes: bytes('c\n\nd\n\n') }]);
    expect((await bench.importAs('TEXT', 'TEXT_FILE', { 'book.zip': zip })).digest).toBe(plain.digest);
  });

  it('has another digest where its paragraphs stand in another order', async () => {
    const one = await bench.importAs('TEXT', 'TEXT_FILE', { 'a.txt': bytes('a\n\nb\n\n') }, { split: { validation: 0, test: 0, seed: 0 } });
    const other = await bench.importAs('TEXT', 'TEXT_FILE', { 'a.txt': bytes('b\n\na\n\n') }, { split: { validation: 0, test: 0, seed: 0 } });
    expect(other.digest).not.toBe(one.digest);
  });
});

it('batches from the thread are those of the reader in this thread, for every kind', async () => {
  const rows = (row: (index: number) => string) => Array.from({ length: 80 }, (_, index) => row(index)).join('\n');
  const versions = await Promise.all([
    bench.importAs('TEXT', 'CSV', { 'a.csv': bytes(`text,label\n${rows((index) => `täxt ${index},${index % 3}`)}`) }),
    bench.importAs('TEXT_PAIR', 'TSV', { 'a.tsv': bytes(`source\ttarget\n${rows((index) => `s ${index}\tt ${index}`)}`) }),
    bench.importAs('TABULAR', 'CSV', { 'a.csv': bytes(`a,b,label\n${rows((index) => `${index},${index % 5 === 0 ? '' : `b${index}`},${index % 2}`)}`) }),
    bench.importAs('INTERACTION', 'CSV', { 'a.csv': bytes(`user,item,time\n${rows((index) => `u${index % 9},i${index},${index}`)}`) }),
  ]);
  for (const { target, description } of versions) {
    const here = await openDataset(bench.store, target, description);
    const ahead = await openDatasetAhead(bench.folder, target, description);
    const asked: BatchOptions[] = [{ split: 'TRAIN', size: 7, shuffle: { seed: 1, epoch: 0 } }, { split: 'TRAIN', size: 7, shuffle: { seed: 1, epoch: 1 }, from: 3 }, { split: 'TEST', size: 100 }];
    for (const options of asked) expect(await batchesOf(ahead, options)).toStrictEqual(await batchesOf(here, options));
    await expect(openDataset(bench.store, target, { ...description, classes: ['other'] })).rejects.toThrow('do not fit its description');
    await Promise.all([here.close(), ahead.close()]);
  }
});
