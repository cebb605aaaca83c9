import sharp, { type Sharp } from 'sharp';
import type { ImageFit } from '../../domain/dataset-import.ts';
import type { ImageChange } from '../../domain/import-preview.ts';
import type { ImageShape } from './image-shape.ts';

export interface Pixels {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  /** height × width × channels, row by row. */
  readonly pixels: Uint8Array;
}

export interface DecodedImage extends Pixels {
  readonly changes: readonly ImageChange[];
}

const fits = { COVER: 'cover', CONTAIN: 'contain', STRETCH: 'fill' } as const satisfies Record<ImageFit, string>;

/** Scales by Lanczos-3 (up as well as down); what is cut off, or filled with black, is so on both sides alike. */
export const resized = (image: Sharp, { height, width }: { height: number; width: number }, fit: ImageFit): Sharp =>
  image.resize({ height, width, fit: fits[fit], position: 'centre', background: '#000', kernel: 'lanczos3' });

/** Brings decoded pixels to a shape; they stay as they are where they have it. */
export async function fitPixels(image: Pixels, { size, fit, channels }: ImageShape, before: readonly ImageChange[] = []): Promise<DecodedImage> {
  const changes = [...before];
  const scaled = size !== undefined && (size.height !== image.height || size.width !== image.width);
  const grayed = channels === 1 && image.channels === 3;
  if (scaled) changes.push('SIZE');
  if (grayed) changes.push('GRAY');
  if (!scaled && !grayed) return { ...(channels === 3 ? inColour(image) : image), changes };
  const raw = sharp(image.pixels, { raw: { height: image.height, width: image.width, channels: image.channels } });
  const fitted = scaled ? resized(raw, size, fit) : raw;
  const colours = grayed || image.channels === 1 ? fitted.toColourspace('b-w') : fitted;
  const { data, info } = await colours.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const pixels = withoutEqualChannels({ height: info.height, width: info.width, data, channels: info.channels });
  return { ...(channels === 3 ? inColour(pixels) : pixels), changes };
}

/** Gray where red, green and blue are equal in every pixel. */
export function withoutEqualChannels({ height, width, channels, data }: { height: number; width: number; channels: number; data: Uint8Array }): Pixels {
  if (channels === 1) return { height, width, channels: 1, pixels: data };
  const count = data.byteLength / channels;
  const gray = new Uint8Array(count);
  for (let pixel = 0; pixel < count; pixel += 1) {
    const red = data[pixel * channels]!;
    if (channels >= 3 && (red !== data[pixel * channels + 1] || red !== data[pixel * channels + 2])) return { height, width, channels: 3, pixels: data };
    gray[pixel] = red;
  }
  return { height, width, channels: 1, pixels: gray };
}

function inColour(image: Pixels): Pixels {
  if (image.channels === 3) return image;
  const pixels = new Uint8Array(image.pixels.byteLength * 3);
  image.pixels.forEach((value, index) => pixels.fill(value, index * 3, index * 3 + 3));
  return { ...image, channels: 3, pixels };
}
