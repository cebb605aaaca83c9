import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { conversionFindings } from '../../src/data/quality/conversion-findings.ts';
import { encoded, zipArchive } from '../support/archives.ts';
import { useBench, type Files } from '../data/support.ts';

// Whole sets are assessed: 25 s of processor time for IMDB.
vi.setConfig({ testTimeout: 300_000 });
const shared = new URL('../../../shared/data/', import.meta.url);
const here = existsSync(shared);
const read = (path: string) => readFileSync(new URL(path, shared));
const mnist = (): Files => Object.fromEntries(readdirSync(new URL('mnist/', shared)).map((name) => [name, read(`mnist/${name}`)]));
const bench = useBench();

describe.skipIf(!here)(`real datasets${here ? '' : ' (skipped: ../shared/data is absent)'}`, () => {
  it('MNIST: clean, the same digest every time', async () => {
    const test = gunzipSync(read('mnist/t10k-labels-idx1-ubyte.gz')).readUInt32BE(4);
    const first = await bench.import('IDX', mnist());
    const second = await bench.import('IDX', Object.fromEntries(Object.entries(mnist()).reverse()));
    expect(first.description).toMatchObject({ image: { height: 28, width: 28, channels: 1 }, counts: { TRAIN: 54_000, VALIDATION: 6000, TEST: test } });
    expect(second.digest).toBe(first.digest);
    expect(await bench.assess(first)).toMatchObject({ verdict: 'PASSED', findings: [] });
  });

  it('MNIST: its test files as IDX and as PNG give one digest', async () => {
    const [images, labels] = ['images-idx3', 'labels-idx1'].map((part) => gunzipSync(read(`mnist/t10k-${part}-ubyte.gz`)));
    const entries = await Promise.all(
      Array.from({ length: labels!.readUInt32BE(4) }, async (_, index) => ({
        name: `digits/${labels![8 + index]}/${index}.png`,
        bytes: await encoded({ height: 28, width: 28, channels: 1, pixels: images!.subarray(16 + index * 784, 16 + (index + 1) * 784) }),
      })),
    );
    const png = await bench.import('IMAGE_ARCHIVE', { 'digits.zip': zipArchive(entries) });
    const idx = await bench.import('IDX', { 'images-idx3-ubyte': images!, 'labels-idx1-ubyte': labels! });
    expect(png.sampleCount).toBe(labels!.readUInt32BE(4));
    expect(png.digest).toBe(idx.digest);
  });

  it('cats and dogs: photographs in colour, clean', async () => {
    const version = await bench.import('IMAGE_ARCHIVE', { 'cats_dogs_64.zip': read('cats_dogs/cats_dogs_64.zip') });
    expect(version.description).toEqual({ kind: 'IMAGE', image: { height: 64, width: 64, channels: 3 }, classes: ['cats', 'dogs'], counts: { TRAIN: 1800, VALIDATION: 200, TEST: 1600 } });
    expect(version.corrupt.count).toBe(0);
    // One photograph is there twice, cut a little differently: dog.74.jpg and dog.180.jpg.
    expect(await bench.assess(version)).toMatchObject({ verdict: 'PASSED', findings: [{ check: 'NEAR_DUPLICATES', severity: 'INFO', count: 1 }] });
  });

  it('cats and dogs in their original 190 sizes: brought to the most frequent one, and that is told', async () => {
    const version = await bench.import('IMAGE_ARCHIVE', { 'originals_sample.zip': read('cats_dogs/originals_sample.zip') });
    expect(version.description).toMatchObject({ image: { height: 96, width: 128, channels: 3 }, classes: ['cats', 'dogs'] });
    expect(version).toMatchObject({ sampleCount: 250, corrupt: { count: 0 }, converted: { count: 250, changes: { SIZE: 250 } } });
    expect(conversionFindings(version, version.description)[0]?.message).toContain('250 images were converted: 250 of other sizes brought to 96 × 128');
  });

  it('pneumonia as MedMNIST publishes it: the pixels of the PNG files', async () => {
    const npz = await bench.import('NPZ', { 'pneumoniamnist.npz': read('pneumoniamnist/pneumoniamnist.npz') });
    expect(npz.description).toEqual({ kind: 'IMAGE', image: { height: 28, width: 28, channels: 1 }, classes: ['0', '1'], counts: { TRAIN: 4708, VALIDATION: 524, TEST: 530 } });
    expect(npz.classes).toEqual([{ label: '0', count: 1214 + 135 + 199 }, { label: '1', count: 3494 + 389 + 331 }]);
    const png = await bench.import('IMAGE_ARCHIVE', { 'pneumonia_png.zip': read('pneumoniamnist/pneumonia_png.zip') });
    const images = async ({ target }: { target: string }) => Buffer.from(await bench.store.readAll(`${target}/images.bin`)).toString('hex').match(/.{1568}/g)?.sort();
    expect(await images(npz)).toEqual(await images(png));
  });

  it('pneumonia: passes with the copies and the leak that it really has', async () => {
    const version = await bench.import('IMAGE_ARCHIVE', { 'pneumonia_png.zip': read('pneumoniamnist/pneumonia_png.zip') });
    expect(version.description).toMatchObject({ classes: ['NORMAL', 'PNEUMONIA'], counts: { TRAIN: 4708, VALIDATION: 524, TEST: 530 } });
    const { verdict, findings } = await bench.assess(version);
    expect(verdict).toBe('PASSED');
    expect(findings).toMatchObject([
      { check: 'DUPLICATES', severity: 'INFO', count: 21 },
      { check: 'SPLIT_LEAKAGE', severity: 'WARNING', count: 8 },
      { check: 'CLASS_IMBALANCE', severity: 'INFO', count: 1214 },
    ]);
  });
});

describe.skipIf(!here)(`real texts, tables and interactions${here ? '' : ' (skipped: ../shared/data is absent)'}`, () => {
  const files = (folder: string, names: readonly string[]): Files => Object.fromEntries(names.map((name) => [name, read(`${folder}/${name}`)]));

  it('IMDB as it is published: its copies and its leak are found, and it passes', async () => {
    const version = await bench.importAs('TEXT', 'TEXT_ARCHIVE', { 'aclImdb.tar.gz': read('imdb/aclImdb.tar.gz') });
    expect(version.description).toMatchObject({ kind: 'TEXT', classes: ['neg', 'pos'], counts: { TRAIN: 22_500, VALIDATION: 2500, TEST: 21_250 } });
    const { verdict, findings } = await bench.assess(version);
    expect(verdict).toBe('PASSED');
    // 283 groups of identical texts within a split, 123 texts in both: the 406 groups that are known.
    expect(findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ check: 'DUPLICATES', severity: 'INFO', count: 295, message: expect.stringContaining('there are 406 groups of equal samples in all') }),
        expect.objectContaining({ check: 'SPLIT_LEAKAGE', severity: 'WARNING', count: 123 }),
        expect.objectContaining({ check: 'PERSONAL_DATA', severity: 'WARNING', message: expect.stringContaining('e-mail') }),
      ]),
    );
    expect(findings.filter(({ check }) => check === 'LABEL_NOISE')).toEqual([]);
  });

  it('IMDB as two tables in a zip: the same texts', async () => {
    const version = await bench.importAs('TEXT', 'CSV', { 'imdb_csv.zip': read('imdb/imdb_csv.zip') });
    expect(version.description).toMatchObject({ classes: ['negative', 'positive'], counts: { TRAIN: 22_500, VALIDATION: 2500, TEST: 21_250 }, text: { longest: 13_704 } });
  });

  it.each([
    ['banking77', 'TEXT', 'CSV', ['train.csv', 'test.csv'], { kind: 'TEXT', counts: { TEST: 2618 } }],
    ['gsm8k', 'TEXT_PAIR', 'JSONL', ['train.jsonl', 'test.jsonl'], { counts: { TRAIN: 6726, VALIDATION: 747, TEST: 1121 } }],
    ['multi30k_en_de', 'TEXT_PAIR', 'PARALLEL_TEXT', ['train', 'val', 'test_2016_flickr'].flatMap((split) => [`${split}.de.gz`, `${split}.en.gz`]), { counts: { TRAIN: 29_000, VALIDATION: 1014, TEST: 850 }, source: { longest: 205 } }],
    ['creditcard_fraud', 'TABULAR', 'CSV', ['creditcard_train.csv', 'creditcard_test.csv'], { classes: ['0', '1'], counts: { TRAIN: 11_987, VALIDATION: 1332, TEST: 3587 } }],
    ['uci_credit_default', 'TABULAR', 'CSV', ['UCI_Credit_Card_train.csv', 'UCI_Credit_Card_test.csv'], { columns: expect.arrayContaining([{ name: 'AGE', type: 'NUMBER' }]), counts: { TEST: 5100 } }],
    ['uci_student', 'TABULAR', 'CSV', ['student-mat.csv'], { columns: expect.arrayContaining([{ name: 'school', type: 'CATEGORY' }, { name: 'age', type: 'NUMBER' }]), counts: { TRAIN: 266 } }],
    ['movielens_100k', 'INTERACTION', 'TSV', ['u.data'], { users: 943, items: 1679, counts: { TRAIN: 95_114, VALIDATION: 943, TEST: 943 } }],
    ['tiny_shakespeare', 'TEXT', 'TEXT_FILE', ['input.txt'], { continuous: true, counts: { TRAIN: 5156, VALIDATION: 803, TEST: 764 } }],
  ] as const)('%s as %s passes', async (folder, kind, format, names, description) => {
    const version = await bench.importAs(kind, format, files(folder, names));
    expect(version.description).toMatchObject(description);
    expect((await bench.assess(version)).verdict).toBe('PASSED');
  });
});
