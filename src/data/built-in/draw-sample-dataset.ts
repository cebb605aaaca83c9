import { Random } from '../random.ts';
import { drawDigit, pictureSize } from './draw-digit.ts';

const TRAIN = 5000;
const TEST = 1000;

export interface DrawnFile {
  readonly filename: string;
  readonly bytes: Uint8Array;
}

/**
 * Draws the built-in sample dataset: 6,000 gray pictures of 28 × 28 pixels, digits 0 to 9 equally often, as the four IDX
 * files that MNIST has, ready for `importImages`. The same seed gives the same files. Takes about a second.
 */
export function drawSampleDataset(seed: number): DrawnFile[] {
  return [...drawSplit('train', TRAIN, seed), ...drawSplit('t10k', TEST, seed)];
}

function drawSplit(name: 'train' | 't10k', count: number, seed: number): DrawnFile[] {
  const random = new Random(`sample dataset ${seed} ${name}`);
  const imageBytes = pictureSize * pictureSize;
  const images = idxFile([count, pictureSize, pictureSize]);
  const labels = idxFile([count]);
  for (let index = 0; index < count; index += 1) {
    const digit = index % 10;
    images.set(drawDigit(digit, random), images.byteLength - (count - index) * imageBytes);
    labels[labels.byteLength - count + index] = digit;
  }
  return [
    { filename: `${name}-images-idx3-ubyte`, bytes: images },
    { filename: `${name}-labels-idx1-ubyte`, bytes: labels },
  ];
}

/** An IDX file of unsigned bytes, all 0, of these dimensions. */
function idxFile(dimensions: readonly number[]): Uint8Array {
  const file = Buffer.alloc(4 + 4 * dimensions.length + dimensions.reduce((product, dimension) => product * dimension, 1));
  file[2] = 0x08;
  file[3] = dimensions.length;
  dimensions.forEach((dimension, index) => file.writeUInt32BE(dimension, 4 + 4 * index));
  return file;
}
