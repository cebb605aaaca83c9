import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

const HEADER = { images: 16, labels: 8 };
const PIXELS = 28 * 28;
/** Images of the first and of the second digit. */
const SPLITS = { train: [1900, 100], val: [475, 25], t10k: [3800, 200] } as const;

/**
 * Two digits of MNIST, 95 to 5 in every split, as IDX files in the system's folder for temporary files; their paths. All images
 * are of MNIST's training files, each taken once, in their order.
 */
export async function twoDigits(folder: string, digits: readonly [number, number]): Promise<string[]> {
  const target = join(tmpdir(), `flywheel-bench-digits-${digits.join('-')}`);
  const paths = Object.keys(SPLITS).flatMap((split) => (['images', 'labels'] as const).map((part) => join(target, `${split}-${part}-idx${part === 'images' ? 3 : 1}-ubyte.gz`)));
  if ((await Promise.allSettled(paths.map((path) => stat(path)))).every(({ status }) => status === 'fulfilled')) return paths;
  await mkdir(target, { recursive: true });
  const images = await promisify(gunzip)(await readFile(join(folder, 'train-images-idx3-ubyte.gz')));
  const labels = await promisify(gunzip)(await readFile(join(folder, 'train-labels-idx1-ubyte.gz')));
  const places = digits.map((digit) => Array.from(labels.subarray(HEADER.labels).keys()).filter((place) => labels[HEADER.labels + place] === digit));
  for (const [split, counts] of Object.entries(SPLITS)) {
    const taken = counts.flatMap((count, digit) => places[digit]?.splice(0, count) ?? []);
    const header = (of: Buffer, bytes: number) => {
      const copy = Buffer.from(of.subarray(0, bytes));
      copy.writeUInt32BE(taken.length, 4);
      return copy;
    };
    const pixels = taken.map((place) => images.subarray(HEADER.images + place * PIXELS, HEADER.images + (place + 1) * PIXELS));
    await writeFile(join(target, `${split}-images-idx3-ubyte.gz`), await promisify(gzip)(Buffer.concat([header(images, HEADER.images), ...pixels])));
    await writeFile(join(target, `${split}-labels-idx1-ubyte.gz`), await promisify(gzip)(Buffer.concat([header(labels, HEADER.labels), ...taken.map((place) => labels.subarray(HEADER.labels + place, HEADER.labels + place + 1))])));
  }
  return paths;
}
