import sharp from 'sharp';
import type { StoredImage } from '../domain/stored-output.ts';
import type { ImageOutput } from '../plugin/index.ts';
import type { BlobStore } from '../store/blob-store.ts';

/** A plugin made something that it should not; the message says what would be right. */
export class UnfitOutput extends Error {}

/** Stores a picture that a plugin made, as PNG. */
export async function storeImage(store: BlobStore, key: string, { width, height, channels, pixels, conditionLabel }: ImageOutput): Promise<StoredImage> {
  if (channels !== 1 && channels !== 3) throw new UnfitOutput(`The plugin made an image of ${channels} channels; 1 (gray) or 3 (RGB) would be right.`);
  const expected = height * width * channels;
  if (pixels.length !== expected) throw new UnfitOutput(`The plugin made an image of ${pixels.length} bytes; ${height} × ${width} × ${channels} = ${expected} would be right.`);
  await store.write(key, await sharp(pixels, { raw: { width, height, channels } }).png().toBuffer());
  return { type: 'image', key, width, height, conditionLabel: conditionLabel ?? null };
}
