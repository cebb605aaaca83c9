import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encoded, zipArchive } from '../support/archives.ts';
import { useBench, type Files } from './support.ts';

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
    expect(await bench.assess(first)).toEqual({ verdict: 'PASSED', findings: [] });
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
    expect(await bench.assess(version)).toEqual({ verdict: 'PASSED', findings: [] });
  });

  it('cats and dogs in their original sizes: a fault that names the sizes', async () => {
    expect(await bench.fault('IMAGE_ARCHIVE', { 'originals_sample.zip': read('cats_dogs/originals_sample.zip') })).toContain('The images have 190 sizes; most often 375 × 499 (29 images, ');
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
