import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { makeZip } from 'client-zip';
import sharp from 'sharp';
import { encodePng } from '../../src/data/export/encode-png.ts';
import { Random } from '../../src/data/random.ts';

export const imageCases = {
  png28: { about: 'gray PNG of 28 × 28', size: 28, channels: 1, ending: 'png' },
  jpeg64: { about: 'colour JPEG of 64 × 64', size: 64, channels: 3, ending: 'jpg' },
} as const;
export type ImageCase = keyof typeof imageCases;

/** Writes a zip archive of images in two class folders, and gives their encoded bytes. Each is a soft slope with noise, so that it compresses as pictures do and no two are equal. */
export async function makeImages(file: string, name: ImageCase, count: number): Promise<Uint8Array[]> {
  const { size, channels, ending } = imageCases[name];
  const random = new Random(`scale ${name}`);
  const pictures: Uint8Array[] = [];
  for (let index = 0; index < count; index += 1) {
    const pixels = slope(random, size, channels);
    const shape = { width: size, height: size, channels };
    pictures.push(ending === 'png' ? await encodePng(pixels, shape) : await sharp(pixels, { raw: shape }).jpeg().toBuffer());
  }
  const entries = pictures.map((bytes, index) => ({ name: `${index % 2 === 0 ? 'even' : 'odd'}/${index}.${ending}`, input: bytes }));
  await pipeline(Readable.from(makeZip(entries)), createWriteStream(file));
  return pictures;
}

function slope(random: Random, size: number, channels: number): Uint8Array {
  const [across, down] = [random.below(4), random.below(4)];
  return Uint8Array.from({ length: size * size * channels }, (_, index) => {
    const place = Math.floor(index / channels);
    return (across * (place % size) + down * Math.floor(place / size) + 20 * (index % channels) + random.below(24)) & 0xff;
  });
}
