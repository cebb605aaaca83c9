import { describe, expect, it } from 'vitest';
import { idxImages, idxLabels } from '../support/idx.ts';
import { npy, npz } from '../support/npz.ts';
import { noise, useBench } from './support.ts';

const bench = useBench();
const images = noise(20, 24);
const labels = Uint8Array.from(images.keys(), (index) => index % 3);
const all = Buffer.concat(images);

describe('NPZ', () => {
  it('gives the digest of the same images as IDX, whatever the names and the types of labels', async () => {
    const idx = await bench.import('IDX', { 'train-images': idxImages(images, 4, 6), 'train-labels': idxLabels([...labels]) });
    const medmnist = npz({ train_labels: npy('|u1', [20, 1], labels), train_images: npy('|u1', [20, 4, 6], all) });
    const keras = npz({ x_train: npy('|u1', [20, 4, 6, 1], all), y_train: npy('<i8', [20], Buffer.from(BigInt64Array.from(labels, BigInt).buffer)) });
    for (const bytes of [medmnist, keras]) {
      const version = await bench.import('NPZ', { 'set.npz': bytes });
      expect(version.digest).toBe(idx.digest);
      expect(version.description).toEqual(idx.description);
    }
  });

  it('has splits, and colours', async () => {
    const colours = (count: number) => npy('|u1', [count, 4, 6, 3], Buffer.concat(noise(count, 72, `colours ${count}`)));
    const version = await bench.import('NPZ', {
      'set.npz': npz({ train_images: colours(9), train_labels: npy('|u1', [9], labels.subarray(0, 9)), val_images: colours(4), val_labels: npy('|u1', [4], labels.subarray(0, 4)), test_images: colours(5), test_labels: npy('|u1', [5], labels.subarray(0, 5)) }),
    });
    expect(version.description).toEqual({ kind: 'IMAGE', image: { height: 4, width: 6, channels: 3 }, classes: ['0', '1', '2'], counts: { TRAIN: 9, VALIDATION: 4, TEST: 5 } });
  });

  it.each([
    ['no zip', Buffer.from('text'), 'set.npz: no .npz file, which is a zip archive of arrays. It begins with text'],
    ['no images', npz({ weights: npy('<f4', [1], new Uint8Array(4)) }), 'no array of images'],
    ['floats', npz({ images: npy('<f4', [2, 2, 2], new Uint8Array(32)) }), 'the array "images" holds values of type <f4; images are unsigned bytes'],
    ['Fortran order', npz({ images: npy('|u1', [2, 2, 2], new Uint8Array(8), { fortran: true }) }), 'it is in Fortran order'],
    ['objects', npz({ images: npy('|O', [2, 2, 2], new Uint8Array(8)) }), 'holds values of type |O; images are unsigned bytes'],
    ['several labels per image', npz({ images: npy('|u1', [2, 2, 2], new Uint8Array(8)), labels: npy('|u1', [2, 3], new Uint8Array(6)) }), 'the array "labels" has the shape (2, 3); one label per image'],
    ['fewer labels', npz({ images: npy('|u1', [2, 2, 2], new Uint8Array(8)), labels: npy('|u1', [1], new Uint8Array(1)) }), 'holds 2 images, but there are 1 labels'],
    ['a shape that lies', npz({ images: npy('|u1', [200, 2, 2], new Uint8Array(8)) }), 'declares 200 images of 4 bytes, but ends within image 3'],
    ['a huge shape', npz({ images: npy('|u1', [4_000_000_000, 60_000, 60_000], new Uint8Array(8)) }), 'declares 4,000,000,000 images of 60,000 × 60,000 pixels'],
    ['a huge header', npz({ images: Buffer.from('\x93NUMPY\x02\x00\xff\xff\xff\x7f', 'latin1') }), 'its header claims 2,147,483,647 bytes'],
    ['no array', npz({ images: Buffer.from('pickle') }), 'no NumPy array'],
  ])('fault: %s', async (_name, bytes, message) => {
    const fault = await bench.fault('NPZ', { 'set.npz': bytes });
    expect(fault).toContain('ImportFault: ');
    expect(fault).toContain(message);
    expect(fault).not.toContain('; left ');
  });
});
