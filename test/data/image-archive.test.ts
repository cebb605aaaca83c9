import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../../src/data/open-dataset.ts';
import { encoded, tarArchive, zipArchive } from '../support/archives.ts';
import { idxImages, idxLabels } from '../support/idx.ts';
import { noise, useBench } from './support.ts';

const bench = useBench();
const gray = noise(20, 24);
const colored = noise(20, 72, 'colors');
let grayPngs: Uint8Array[];
let coloredPngs: Uint8Array[];

beforeAll(async () => {
  grayPngs = await Promise.all(gray.map((pixels) => encoded({ height: 4, width: 6, channels: 1, pixels })));
  coloredPngs = await Promise.all(colored.map((pixels) => encoded({ height: 4, width: 6, channels: 3, pixels })));
});

const zip = (paths: readonly string[], pngs = grayPngs) => zipArchive(paths.map((name, index) => ({ name, bytes: pngs[index]! })));
const importZip = (paths: readonly string[], pngs = grayPngs) => bench.import('IMAGE_ARCHIVE', { 'set.zip': zip(paths, pngs) });
const twenty = (folder: (index: number) => string) => gray.map((_, index) => `${folder(index)}${index}.png`);

async function allPixels(version: Awaited<ReturnType<typeof bench.import>>) {
  const dataset = await openDataset(bench.store, version.target, version.description);
  const pixels: string[] = [];
  for (const split of ['TRAIN', 'VALIDATION', 'TEST'] as const) {
    for await (const batch of dataset.batches({ split, size: 1 })) pixels.push(Buffer.from(batch.images.map((value) => Math.round(value * 255))).toString('hex'));
  }
  await dataset.close();
  return pixels.sort();
}
const hex = (images: readonly Uint8Array[]) => images.map((pixels) => Buffer.from(pixels).toString('hex')).sort();

describe('folders', () => {
  it('are classes', async () => {
    const version = await importZip(twenty((index) => (index % 2 === 0 ? 'cats/' : 'dogs/')));
    expect(version.description).toEqual({ kind: 'IMAGE', image: { height: 4, width: 6, channels: 1 }, classes: ['cats', 'dogs'], counts: { TRAIN: 16, VALIDATION: 2, TEST: 2 } });
    expect(version.classes).toEqual([{ label: 'cats', count: 10 }, { label: 'dogs', count: 10 }]);
    expect(await allPixels(version)).toEqual(hex(gray));
  });

  it.each([
    ['splits in capitals', (index: number) => `${['Training_Set', 'VALID', 'Test'][index % 3]}/${index % 2}/`],
    ['below roots', (index: number) => `archive/data/${['train', 'val', 'testing'][index % 3]}/${index % 2}/`],
    ['with ./ before', (index: number) => `./${['training', 'validation', 'test_set'][index % 3]}/${index % 2}/`],
  ])('may lie below splits: %s', async (_, folder) => {
    const version = await importZip(twenty(folder));
    expect(version.description.counts).toEqual({ TRAIN: 7, VALIDATION: 7, TEST: 6 });
    expect(version.description.classes).toEqual(['0', '1']);
  });

  it('images in none are unlabelled, also below one root beside classes', async () => {
    expect((await importZip(twenty(() => ''))).classes).toEqual([]);
    const some = await importZip(twenty((index) => (index < 5 ? 'set/' : 'set/cats/')));
    expect(some.classes).toEqual([{ label: 'cats', count: 15 }]);
    expect(some.sampleCount).toBe(20);
  });

  it('one folder alone is one class', async () => {
    expect((await importZip(twenty(() => 'faces/'))).classes).toEqual([{ label: 'faces', count: 20 }]);
  });

  it('archives named for splits name them', async () => {
    const half = (from: number) => zipArchive(grayPngs.slice(from, from + 10).map((bytes, index) => ({ name: `a/${index}.png`, bytes })));
    const version = await bench.import('IMAGE_ARCHIVE', { 'train.zip': half(0), 'test.zip': half(10) });
    expect(version.description.counts).toEqual({ TRAIN: 9, VALIDATION: 1, TEST: 10 });
  });

  it('numbers sort by value', async () => {
    expect((await importZip(twenty((index) => `${index % 11}/`))).description.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
  });
});

describe('images', () => {
  it('have the same digest in zip, zip64, tar and tar.gz, and in IDX', async () => {
    const names = twenty((index) => `train/${index % 2}/`);
    const entries = names.map((name, index) => ({ name, bytes: grayPngs[index]! }));
    const tar = await tarArchive(entries);
    const versions = await Promise.all([
      bench.import('IMAGE_ARCHIVE', { 'a.zip': zipArchive(entries) }),
      bench.import('IMAGE_ARCHIVE', { 'b.zip': zipArchive(entries.toReversed().map((entry) => ({ ...entry, method: 0 }))) }),
      bench.import('IMAGE_ARCHIVE', { 'c.zip': zipArchive(entries, { zip64: true }) }),
      bench.import('IMAGE_ARCHIVE', { 'a.tar': tar }),
      bench.import('IMAGE_ARCHIVE', { 'a.tgz': gzipSync(tar) }),
      bench.import('IDX', { 'train-images': idxImages(gray, 4, 6), 'train-labels': idxLabels(gray.map((_, index) => index % 2)) }),
    ]);
    expect(new Set(versions.map(({ digest }) => digest)).size).toBe(1);
  });

  it('are RGB where one of them is, whatever they were written as', async () => {
    const version = await importZip(twenty(() => 'a/'), [...grayPngs.slice(0, 10), ...coloredPngs.slice(10)]);
    expect(version.description.image.channels).toBe(3);
    const expected = [...gray.slice(0, 10).map((pixels) => Uint8Array.from([...pixels].flatMap((value) => [value, value, value]))), ...colored.slice(10)];
    expect(await allPixels(version)).toEqual(hex(expected));
    const grayAsRgb = await Promise.all(gray.map((pixels) => encoded({ height: 4, width: 6, channels: 3, pixels: Uint8Array.from([...pixels].flatMap((value) => [value, value, value])) })));
    const all = await importZip(twenty(() => 'a/'), grayAsRgb);
    expect(all.description.image.channels).toBe(1);
    expect(all.digest).toBe((await importZip(twenty(() => 'a/'))).digest);
    const mixed = await importZip(twenty(() => 'a/'), [...grayAsRgb.slice(0, 10), ...coloredPngs.slice(10)]);
    expect(mixed.digest).toBe(version.digest);
  });

  it('are read from PNG, JPEG and WebP; transparent ones on black, 16 bits as 8', async () => {
    const raw = { raw: { width: 6, height: 4, channels: 3 } } as const;
    const half = sharp(Buffer.alloc(72, 200), raw).ensureAlpha(0.5).png().toBuffer();
    const deep = sharp(new Uint16Array(24).fill(0x8040), { raw: { width: 6, height: 4, channels: 1 } }).toColourspace('grey16').png().toBuffer();
    const version = await bench.import('IMAGE_ARCHIVE', {
      'set.zip': zipArchive([
        { name: 'a.webp', bytes: await encoded({ height: 4, width: 6, channels: 3, pixels: colored[0]! }, 'webp') },
        { name: 'b.JPG', bytes: await encoded({ height: 4, width: 6, channels: 1, pixels: new Uint8Array(24).fill(77) }, 'jpeg') },
        { name: 'c.png', bytes: await half },
        { name: 'd.png', bytes: await deep },
      ]),
    });
    const flat = (value: number) => new Uint8Array(72).fill(value);
    const pixels = await allPixels(version);
    expect(pixels).toContain(hex([colored[0]!])[0]);
    expect(pixels).toContain(hex([flat(77)])[0]);
    expect(pixels).toContain(hex([flat(99)])[0]);
    expect(pixels).toContain(hex([flat(0x80)])[0]);
  });

  it('that cannot be decoded are counted and left out', async () => {
    const good = twenty((index) => `${index % 2}/`).map((name, index) => ({ name, bytes: grayPngs[index]! }));
    const photo = await encoded({ height: 40, width: 60, channels: 3, pixels: noise(1, 7200)[0]! }, 'jpeg');
    const version = await bench.import('IMAGE_ARCHIVE', {
      'set.zip': zipArchive([
        ...good,
        { name: '0/text.png', bytes: Buffer.from('no image') },
        { name: '0/empty.jpg', bytes: new Uint8Array(0) },
        { name: '0/cut.jpg', bytes: photo.subarray(0, photo.byteLength / 2) },
        { name: '0/cut.png', bytes: grayPngs[0]!.subarray(0, 50) },
        { name: '0/anime.gif', bytes: Buffer.from('GIF89a') },
        { name: '0/nested.png', bytes: zipArchive(good) },
      ]),
    });
    expect(version.sampleCount).toBe(20);
    expect(version.corrupt.count).toBe(6);
    expect(version.corrupt.examples.slice(0, 3)).toEqual(['0/text.png (not PNG, JPEG or WebP)', '0/empty.jpg (not PNG, JPEG or WebP)', '0/cut.jpg (JPEG, cut off or damaged)']);
  });

  it('other files are passed over', async () => {
    const others = ['README', 'LICENSE.txt', 'data.csv', '__MACOSX/a/0.png', 'a/.DS_Store', 'a/._0.png', '.git/x.png', 'more.zip'];
    const version = await bench.import('IMAGE_ARCHIVE', { 'set.zip': zipArchive([{ name: 'a/', bytes: new Uint8Array(0) }, { name: 'a/0.png', bytes: grayPngs[0]! }, ...others.map((name) => ({ name, bytes: Buffer.from(name) }))]) });
    expect(version).toMatchObject({ sampleCount: 1, skippedFiles: 8, corrupt: { count: 0 } });
  });
});
