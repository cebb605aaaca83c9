import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { pack } from 'tar-stream';
import { Random } from '../../src/data/random.ts';
import { draw, type Planted, SHARE, type Shares } from './planted.ts';

export interface LabelledImage {
  readonly pixels: Uint8Array;
  readonly label: number;
}

const SIDE = 28;

/** Copies, near copies (each pixel up to 8 of 255 off), wrong labels, leaks, images of nothing, and files that are cut off. */
export async function plantImages(train: readonly LabelledImage[], test: readonly LabelledImage[], seed: number, { share = SHARE, wrongLabels = share }: Shares = {}): Promise<Planted> {
  const random = new Random(`faults ${seed}`);
  const used = new Set<number>();
  const take = (part = share) => draw(random, Math.round(train.length * part), train.length, used);
  const images = train.map((image, index) => ({ ...image, name: `${index}` }));
  const inTest = test.map((image, index) => ({ ...image, name: `${index}` }));
  const faults = { DUPLICATES: new Set<string>(), NEAR_DUPLICATES: new Set<string>(), LABEL_NOISE: new Set<string>(), SPLIT_LEAKAGE: new Set<string>(), CORRUPT_SAMPLES: new Set<string>() };
  const path = (split: string, { label, name }: { label: number; name: string }) => `${split}/${label}/${name}.png`;
  const add = (to: typeof images, image: LabelledImage, name: string) => to[to.push({ ...image, name }) - 1]!;

  for (const index of take(wrongLabels)) {
    images[index] = { ...images[index]!, label: (images[index]!.label + 1 + random.below(9)) % 10 };
    faults.LABEL_NOISE.add(path('train', images[index]!));
  }
  for (const index of take()) {
    images[index] = { ...images[index]!, pixels: new Uint8Array(SIDE * SIDE).fill(random.below(256)) };
    faults.CORRUPT_SAMPLES.add(path('train', images[index]!));
  }
  for (const index of take()) faults.SPLIT_LEAKAGE.add(path('test', add(inTest, train[index]!, `leak${index}`)));
  for (const index of take()) faults.DUPLICATES.add(path('train', add(images, train[index]!, `copy${index}`)));
  for (const index of take()) {
    const pixels = Uint8Array.from(train[index]!.pixels, (value) => Math.max(0, Math.min(255, value + random.below(17) - 8)));
    faults.NEAR_DUPLICATES.add(path('train', add(images, { pixels, label: train[index]!.label }, `near${index}`)));
  }
  const broken = take().map((index) => add(images, train[index]!, `broken${index}`));
  const brokenNames = new Set(broken.map((image) => path('train', image)));

  const archive = pack();
  const bytes = buffer(archive);
  for (const [split, all] of [['train', images], ['test', inTest]] as const) {
    for (const image of all) {
      const png = await sharp(image.pixels, { raw: { width: SIDE, height: SIDE, channels: 1 } }).png({ compressionLevel: 1 }).toBuffer();
      const name = path(split, image);
      archive.entry({ name }, brokenNames.has(name) ? png.subarray(0, png.byteLength / 2) : png);
    }
  }
  archive.finalize();
  return { kind: 'IMAGE', format: 'IMAGE_ARCHIVE', files: { 'images.tar': await bytes }, faults, unreadable: broken.length };
}
