import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ImageOutput } from 'flywheel/plugin';
import sharp from 'sharp';

const GAP = 2;
const ENLARGED = 2;

/** Writes images side by side as one PNG, `columns` in a row. */
export async function writeGrid(images: readonly ImageOutput[], columns: number, file: string): Promise<void> {
  const [first] = images;
  if (first === undefined) throw new Error('There are no images for a grid.');
  const { width, height } = first;
  const rows = Math.ceil(images.length / columns);
  const grid = sharp({ create: { width: columns * (width + GAP) + GAP, height: rows * (height + GAP) + GAP, channels: 3, background: '#444' } }).composite(
    images.map(({ pixels, channels }, k) => ({
      input: Buffer.from(pixels),
      raw: { width, height, channels: channels === 3 ? 3 : 1 },
      left: GAP + (k % columns) * (width + GAP),
      top: GAP + Math.floor(k / columns) * (height + GAP),
    })),
  );
  await mkdir(dirname(file), { recursive: true });
  const { data, info } = await grid.png().toBuffer({ resolveWithObject: true });
  await sharp(data).resize({ width: info.width * ENLARGED, kernel: 'nearest' }).png({ palette: true }).toFile(file);
}
