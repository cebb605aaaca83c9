import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from 'flywheel/plugin';
import sharp from 'sharp';
import { memoryDataset, type ImageSplit } from '../memory-dataset.ts';

/** Every tenth training image is held out for validation. */
const HELD = 10;

/** Images of `FOLDER/train/CLASS` and `FOLDER/test/CLASS`, RGB, brought to one size. */
export async function readImageFolders(folder: string, side: number): Promise<Dataset<'IMAGE'>> {
  const classes = (await readdir(join(folder, 'train'))).sort();
  const train = await readSplit(join(folder, 'train'), classes, side);
  const isHeld = (_: unknown, k: number) => k % HELD === 0;
  return memoryDataset({ height: side, width: side, channels: 3 }, classes, {
    TRAIN: splitOf(train.filter((image, k) => !isHeld(image, k)), side),
    VALIDATION: splitOf(train.filter(isHeld), side),
    TEST: splitOf(await readSplit(join(folder, 'test'), classes, side), side),
  });
}

interface Labelled {
  readonly pixels: Uint8Array;
  readonly label: number;
}

async function readSplit(folder: string, classes: readonly string[], side: number): Promise<Labelled[]> {
  const images: Labelled[] = [];
  for (const [label, name] of classes.entries()) {
    for (const file of (await readdir(join(folder, name))).sort()) {
      const pixels = await sharp(join(folder, name, file)).resize(side, side).removeAlpha().toColourspace('srgb').raw().toBuffer();
      images.push({ pixels: new Uint8Array(pixels), label });
    }
  }
  return images;
}

function splitOf(images: readonly Labelled[], side: number): ImageSplit {
  const size = side * side * 3;
  const pixels = new Uint8Array(images.length * size);
  images.forEach((image, k) => pixels.set(image.pixels, k * size));
  return { pixels, labels: Uint8Array.from(images, ({ label }) => label) };
}
