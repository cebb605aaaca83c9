import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../src/data/open-dataset.ts';
import { conversionFindings } from '../../src/data/quality/conversion-findings.ts';
import type { ImageOptions } from '../../src/domain/dataset-import.ts';
import { encoded, zipArchive } from '../support/archives.ts';
import { idxImages } from '../support/idx.ts';
import { noise, useBench } from './support.ts';

const bench = useBench();
const none = { validation: 0, test: 0, seed: 0 };

/** A picture whose left half is red and whose right half is blue. */
const halves = (height: number, width: number) => {
  const pixels = Buffer.alloc(height * width * 3);
  for (let row = 0; row < height; row += 1) for (let column = 0; column < width; column += 1) pixels[(row * width + column) * 3 + (column < width / 2 ? 0 : 2)] = 255;
  return { height, width, channels: 3 as const, pixels };
};
const importAll = async (pictures: readonly Uint8Array[], image?: ImageOptions) =>
  bench.import('IMAGE_ARCHIVE', { 'set.zip': zipArchive(pictures.map((bytes, index) => ({ name: `a/${index}.png`, bytes }))) }, { split: none, image });

async function pixelsOf(version: Awaited<ReturnType<typeof bench.import>>): Promise<number[]> {
  const dataset = await openDataset(bench.store, version.target, version.description);
  const batches = await Array.fromAsync(dataset.batches({ split: 'TRAIN', size: 100 }));
  await dataset.close();
  return [...(batches[0]?.images ?? [])].map((value) => Math.round(value * 255));
}

describe('images of several sizes', () => {
  it('are brought to the most frequent one, at most 128 a side, sides multiples of 4, and it is told', async () => {
    const pictures = await Promise.all([halves(300, 402), halves(300, 402), halves(90, 50), halves(40, 44)].map((picture) => encoded(picture)));
    const version = await importAll(pictures);
    expect(version.description.image).toEqual({ height: 96, width: 128, channels: 3 });
    expect(version.converted).toEqual({ count: 4, changes: { SIZE: 4 }, height: 96, width: 128, fit: 'COVER', asked: false });
    expect(conversionFindings(version, version.description)).toEqual([
      { check: 'CONVERTED_SAMPLES', severity: 'INFO', count: 4, share: 1, message: '4 images were converted: 4 of other sizes brought to 96 × 128 (height × width; the most frequent size, at most 128 pixels a side, sides multiples of 4), scaled to cover it, what is too much cut off on both sides.' },
    ]);
    const again = await importAll(pictures.toReversed());
    expect(again.digest).toBe(version.digest);
  });

  it('of one size stay as they are, to the byte', async () => {
    const version = await importAll([await encoded(halves(5, 7))]);
    expect(version.description.image).toEqual({ height: 5, width: 7, channels: 3 });
    expect(version.converted).toBeUndefined();
    expect(await pixelsOf(version)).toEqual([...halves(5, 7).pixels]);
  });

  it('and damaged ones: those are counted once', async () => {
    const version = await importAll([await encoded(halves(8, 8)), await encoded(halves(16, 8)), Buffer.from('no image'), (await encoded({ height: 60, width: 60, channels: 3, pixels: noise(1, 10_800)[0]! }, 'jpeg')).subarray(0, 900)]);
    expect(version.sampleCount).toBe(2);
    expect(version.corrupt.count).toBe(2);
  });
});

describe('a size that is asked for', () => {
  const rows = (pixels: readonly number[]) => [pixels.slice(0, 24), pixels.slice(-24)];
  const red = [255, 0, 0];
  const blue = [0, 0, 255];

  it('COVER cuts off on both sides alike, CONTAIN lays black there, STRETCH distorts', async () => {
    const wide = await encoded(halves(40, 160));
    const cover = await pixelsOf(await importAll([wide], { height: 8, width: 8 }));
    const contain = await pixelsOf(await importAll([wide], { height: 8, width: 8, fit: 'CONTAIN' }));
    const stretch = await pixelsOf(await importAll([wide], { height: 8, width: 8, fit: 'STRETCH' }));
    expect(cover.slice(0, 3)).toEqual(red);
    expect(cover.slice(21, 24)).toEqual(blue);
    expect(rows(contain)).toEqual([Array(24).fill(0), Array(24).fill(0)]);
    expect(contain.slice(3 * 24, 3 * 24 + 3)).toEqual(red);
    expect(stretch.slice(-24, -21)).toEqual(red);
    expect(stretch.slice(-3)).toEqual(blue);
  });

  it('and colours: gray or RGB; also of IDX', async () => {
    const picture = await encoded(halves(8, 8));
    const gray = await importAll([picture], { channels: 1 });
    expect(gray.description.image).toEqual({ height: 8, width: 8, channels: 1 });
    expect(gray.converted).toMatchObject({ count: 1, changes: { GRAY: 1 } });
    const images = noise(3, 16);
    const colour = await bench.import('IDX', { images: idxImages(images, 4, 4) }, { split: none, image: { channels: 3 } });
    expect(colour.description.image).toEqual({ height: 4, width: 4, channels: 3 });
    const scaled = await bench.import('IDX', { images: idxImages(images, 4, 4) }, { split: none, image: { height: 8, width: 12 } });
    expect(scaled.description.image).toEqual({ height: 8, width: 12, channels: 1 });
    expect(scaled.converted).toMatchObject({ count: 3, asked: true });
  });
});

describe('modes', () => {
  it('are converted and told: rotation tags, transparency, 16 bits, inks', async () => {
    const raw = { raw: { width: 8, height: 4, channels: 3 } } as const;
    const { pixels } = halves(4, 8);
    const pictures = await Promise.all([
      sharp(pixels, raw).rotate(90).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).withMetadata({ orientation: 8 }).toBuffer(),
      sharp(pixels, raw).ensureAlpha(0.5).png().toBuffer(),
      sharp(new Uint16Array(32).fill(0x8040), { raw: { width: 8, height: 4, channels: 1 } }).toColourspace('grey16').png().toBuffer(),
      sharp(pixels, raw).toColourspace('cmyk').jpeg().toBuffer(),
    ]);
    const version = await importAll(pictures);
    expect(version.description.image).toEqual({ height: 4, width: 8, channels: 3 });
    expect(version.converted).toMatchObject({ count: 4, changes: { ROTATION: 1, TRANSPARENCY: 1, DEPTH: 1, INK: 1 } });
    const upright = await importAll(pictures.slice(0, 1));
    const [first, last] = [(await pixelsOf(upright)).slice(0, 3), (await pixelsOf(upright)).slice(-3)];
    expect(first[0]).toBeGreaterThan(200);
    expect(last[2]).toBeGreaterThan(200);
  });
});
