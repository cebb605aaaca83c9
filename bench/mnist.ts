import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Dataset } from 'flywheel/plugin';
import { memoryDataset, shuffled, type ImageSplit } from './memory-dataset.ts';

const PIXELS = 28 * 28;
const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/**
 * MNIST from its four files in a folder. A tenth of the training images, chosen by the seed, becomes the validation
 * split, as the platform does it.
 */
export async function readMnist(folder: string, seed: number): Promise<Dataset<'IMAGE'>> {
  const train = await readSplit(folder, 'train');
  const order = shuffled(train.labels.length, seed);
  const held = Math.round(order.length / 10);
  return memoryDataset({ height: 28, width: 28, channels: 1 }, DIGITS, {
    TRAIN: choose(train, order.subarray(held)),
    VALIDATION: choose(train, order.subarray(0, held)),
    TEST: await readSplit(folder, 't10k'),
  });
}

async function readSplit(folder: string, name: string): Promise<ImageSplit> {
  const read = async (file: string, header: number) => {
    const bytes = await promisify(gunzip)(await readFile(join(folder, file)));
    return new Uint8Array(bytes.subarray(header));
  };
  return { pixels: await read(`${name}-images-idx3-ubyte.gz`, 16), labels: await read(`${name}-labels-idx1-ubyte.gz`, 8) };
}

function choose({ pixels, labels }: ImageSplit, samples: Uint32Array): ImageSplit {
  const chosen = new Uint8Array(samples.length * PIXELS);
  samples.forEach((sample, k) => chosen.set(pixels.subarray(sample * PIXELS, (sample + 1) * PIXELS), k * PIXELS));
  return { pixels: chosen, labels: Uint8Array.from(samples, (sample) => labels[sample] ?? 0) };
}
