import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { idxFile, idxImages, idxLabels } from '../support/idx.ts';
import { noise, useBench } from './support.ts';

const bench = useBench();
const pixels = noise(40, 12);
const labels = pixels.map((_, index) => index % 4);
const images = idxImages(pixels, 3, 4);
const files = { 'train-images-idx3-ubyte': images, 'train-labels-idx1-ubyte': idxLabels(labels) };
const faultOf = (given: Record<string, Uint8Array>) => bench.fault('IDX', given);

describe('IDX', () => {
  it('imports plain files, and gives labels their values as names', async () => {
    const version = await bench.import('IDX', files);
    expect(version.sampleCount).toBe(40);
    expect(version.description).toEqual({ kind: 'IMAGE', image: { height: 3, width: 4, channels: 1 }, classes: ['0', '1', '2', '3'], counts: { TRAIN: 32, VALIDATION: 4, TEST: 4 } });
    expect(version.classes).toEqual(['0', '1', '2', '3'].map((label) => ({ label, count: 10 })));
    expect(version.splits).toEqual([{ split: 'TRAIN', count: 32 }, { split: 'VALIDATION', count: 4 }, { split: 'TEST', count: 4 }]);
  });

  it('knows gzip by its first bytes, and gives the same digest', async () => {
    const plain = await bench.import('IDX', files);
    const named = await bench.import('IDX', { 'train-images-idx3-ubyte.gz': gzipSync(images), 'train-labels-idx1-ubyte.gz': gzipSync(idxLabels(labels)) });
    const unnamed = await bench.import('IDX', { 'train-images': gzipSync(images), 'train-labels': gzipSync(idxLabels(labels)) });
    expect(named.digest).toBe(plain.digest);
    expect(unnamed.digest).toBe(plain.digest);
  });

  it('takes splits from the names', async () => {
    const other = { images: idxImages(noise(6, 12, 'test'), 3, 4), labels: idxLabels([0, 1, 2, 3, 0, 1]) };
    const version = await bench.import('IDX', { ...files, 't10k-images-idx3-ubyte': other.images, 't10k-labels-idx1-ubyte': other.labels });
    expect(version.description.counts).toEqual({ TRAIN: 36, VALIDATION: 4, TEST: 6 });
    const whole = await bench.import('IDX', { ...files, 'test-images': other.images, 'test-labels': other.labels, 'validation-images': idxImages(noise(2, 12, 'v'), 3, 4), 'validation-labels': idxLabels([0, 1]) });
    expect(whole.description.counts).toEqual({ TRAIN: 40, VALIDATION: 2, TEST: 6 });
  });

  it('imports images without labels', async () => {
    const version = await bench.import('IDX', { 'faces.idx': images });
    expect(version.classes).toEqual([]);
    expect(version.description.classes).toEqual([]);
    expect(version.description.counts).toEqual({ TRAIN: 32, VALIDATION: 4, TEST: 4 });
  });

  it('does not depend on the order of files and samples', async () => {
    const backwards = { 'train-labels': idxLabels([...labels].reverse()), 'train-images': idxImages([...pixels].reverse(), 3, 4) };
    expect((await bench.import('IDX', backwards)).digest).toBe((await bench.import('IDX', files)).digest);
  });

  it('tells other content by another digest', async () => {
    const digests = await Promise.all([
      bench.import('IDX', files),
      bench.import('IDX', { ...files, 'train-labels-idx1-ubyte': idxLabels([3, ...labels.slice(1)]) }),
      bench.import('IDX', { ...files, 'train-images-idx3-ubyte': idxImages(pixels, 4, 3) }),
      bench.import('IDX', { ...files, 'train-images-idx3-ubyte': idxImages([pixels[0]!.map((value) => value ^ 1), ...pixels.slice(1)], 3, 4) }),
      bench.import('IDX', files, { split: { validation: 0.1, test: 0.1, seed: 1 } }),
    ]);
    expect(new Set(digests.map(({ digest }) => digest)).size).toBe(5);
  });
});

describe('faults of IDX files', () => {
  it.each([
    ['a text file named .gz', { 'train-images-idx3-ubyte.gz': Buffer.from('label,pixel1\n1,2\n') }, 'train-images-idx3-ubyte.gz: its name says gzip, but it begins with text: "label,pixel1'],
    ['gzip cut off', { 'train-images-idx3-ubyte.gz': gzipSync(images).subarray(0, -20) }, 'the gzip data is cut off'],
    ['gzip damaged', { 'train-images-idx3-ubyte.gz': flipped(gzipSync(images), -6) }, 'the gzip data is damaged'],
    ['gzip inside gzip', { 'train-images-idx3-ubyte.gz': gzipSync(gzipSync(images)) }, 'gzip inside gzip'],
    ['a wrong magic number', { 'train-images-idx3-ubyte': flipped(images, 3) }, 'wrong magic number 0x000008fc; expected 0x00000803 (images) or 0x00000801 (labels)'],
    ['a PNG', { 'train-images-idx3-ubyte': Buffer.from('89504e470d0a1a0a0000', 'hex') }, 'begins with a PNG image'],
    ['labels named images', { 'train-images-idx3-ubyte': idxLabels(labels) }, 'wrong magic number 0x00000801, that of labels; its name says images'],
    ['values of another type', { 'train-images-idx3-ubyte': idxFile({ type: 0x0d, dimensions: [1, 1, 1], bytes: new Uint8Array(4) }) }, 'holds float32 values (magic number 0x00000d03). Only unsigned bytes'],
    ['an unknown type', { 'train-images-idx3-ubyte': idxFile({ type: 0x77, dimensions: [2], bytes: new Uint8Array(2) }) }, 'wrong magic number 0x00007701'],
    ['255 dimensions', { 'train-images-idx3-ubyte': Buffer.from([0, 0, 8, 255, 1, 2, 3]) }, 'wrong magic number 0x000008ff'],
    ['a header cut off', { 'train-images-idx3-ubyte': images.subarray(0, 6) }, 'the header ends after 6 of 16 bytes'],
    ['an empty file', { 'train-images-idx3-ubyte': new Uint8Array(0) }, 'begins with nothing: the file is empty'],
    ['dimensions of billions', { 'train-images-idx3-ubyte': idxFile({ dimensions: [0xffffffff, 0xffffffff, 0xffffffff], bytes: new Uint8Array(100) }) }, 'declares 4,294,967,295 samples'],
    ['no pixels', { 'train-images-idx3-ubyte': idxFile({ dimensions: [5, 0, 28], bytes: new Uint8Array(0) }) }, 'images of 0 × 28 pixels'],
    ['no images', { 'train-images-idx3-ubyte': idxFile({ dimensions: [0, 28, 28], bytes: new Uint8Array(0) }) }, 'declares 0 images'],
    ['fewer bytes than declared', { 'train-images-idx3-ubyte': images.subarray(0, -1) }, 'its header declares 40 images of 3 × 4 pixels, 480 bytes, but only 479 follow'],
    ['more bytes than declared', { 'train-images-idx3-ubyte': Buffer.concat([images, Buffer.of(1)]) }, '480 bytes, but more bytes follow'],
    ['fewer labels than declared', { ...files, 'train-labels-idx1-ubyte': idxLabels(labels).subarray(0, -3) }, 'its header declares 40 labels, 40 bytes, but only 37 follow'],
    ['other counts of labels and images', { ...files, 'train-labels-idx1-ubyte': idxLabels([1, 2]) }, 'train-images-idx3-ubyte holds 40 images, but train-labels-idx1-ubyte holds 2 labels'],
    ['labels without images', { 'train-labels-idx1-ubyte': idxLabels(labels) }, 'labels without images'],
    ['two files of one part', { ...files, 'train-images-2': images }, 'are both images of the TRAIN split'],
    ['a file without split among others', { ...files, 'more-images': images }, 'more-images: its name tells no split'],
    ['a test split alone', { 't10k-images': images }, 'TEST split but no TRAIN split'],
    ['images of two sizes', { ...files, 'test-images': idxImages(noise(2, 16), 4, 4) }, 'holds images of 3 × 4 pixels, but test-images of 4 × 4'],
    ['no file', {}, 'No file was given'],
  ])('%s', async (_, given, message) => {
    const fault = await faultOf(given);
    expect(fault).toContain('ImportFault: ');
    expect(fault).toContain(message);
    expect(fault).not.toContain('; left ');
  });

  it('a gzip bomb', async () => {
    const bomb = gzipSync(idxFile({ dimensions: [1000, 400, 400], bytes: new Uint8Array(160_000_000) }), { level: 9 });
    expect(await faultOf({ 'train-images-idx3-ubyte.gz': bomb })).toContain('over 200 times its own size');
  });

  it('shares out of range', async () => {
    expect(await bench.fault('IDX', files, { split: { validation: 0.6, test: 0.4, seed: 0 } })).toContain('less than 1 together');
    expect(await bench.fault('IDX', files, { split: { validation: -0.1, test: 0.4, seed: 0 } })).toContain('must be 0 or more');
  });

  it('keeps names on one line', async () => {
    expect(await faultOf({ 'a\nERROR forged line\u202e.idx': Buffer.from('x') })).toContain('a\uFFFDERROR forged line\uFFFD.idx: not an IDX file');
  });
});

it('stops at the signal with its reason, and leaves nothing', async () => {
  const stop = new AbortController();
  expect(await bench.fault('IDX', files, { signal: stop.signal, onProgress: () => stop.abort(new Error('Canceled.')) })).toBe('Error: Canceled.');
});

/** The bytes with all but one bit of one of them turned; a negative place counts from the end. */
function flipped(bytes: Uint8Array, place: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const at = place < 0 ? copy.byteLength + place : place;
  copy[at] = ~copy[at]! & 0xff;
  return copy;
}
