import sharp from 'sharp';
import type { PreviewedPicture } from '../../domain/import-preview.ts';
import type { DecodedImage } from '../archive/fit-pixels.ts';

const MOST_SIDE = 128;

/** A decoded image as a preview shows it. @param came  its size before anything was done to it */
export async function pictureOf({ height, width, channels, pixels, changes }: DecodedImage, came: { readonly height: number; readonly width: number }): Promise<PreviewedPicture> {
  const image = sharp(pixels, { raw: { height, width, channels } });
  const sized = Math.max(height, width) <= MOST_SIDE ? image : image.resize({ width: MOST_SIDE, height: MOST_SIDE, fit: 'inside' });
  const png = await (channels === 1 ? sized.toColourspace('b-w') : sized).png().toBuffer();
  return { png: png.toString('base64'), height: came.height, width: came.width, changes };
}
