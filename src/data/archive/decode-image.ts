import sharp, { type Metadata } from 'sharp';
import type { ImageChange } from '../../domain/import-preview.ts';
import { fileKind } from '../file-kind.ts';
import { limits } from '../limits.ts';
import { counted } from '../shown.ts';
import { type DecodedImage, fitPixels, resized, withoutEqualChannels } from './fit-pixels.ts';
import { type ImageShape, shapeOf } from './image-shape.ts';
import { plainJpegSize } from './plain-jpeg.ts';
import { decodeSmallPng } from './small-png.ts';

/** Why a file is no image that can be read, to follow its name. */
export interface Undecodable {
  readonly reason: string;
}

const options = { failOn: 'error', limitInputPixels: limits.pixels, ignoreIcc: true } as const;
const UPRIGHT = 1;

// Every image is read once, so caching them only costs memory.
sharp.cache(false);

/**
 * Decodes PNG, JPEG or WebP (known by their first bytes, so that no other of sharp's readers sees the file) and brings it
 * to a shape: standing as its rotation tag says, as viewers show it; without colour profile; transparency on black; 16
 * bits to 8; inks to RGB; the first frame of an animation. What was done to it is told in `changes`.
 */
export async function decodeImage(bytes: Uint8Array, shape: ImageShape = shapeOf()): Promise<DecodedImage | Undecodable> {
  const kind = imageKind(bytes);
  if (kind === undefined) return { reason: 'not PNG, JPEG or WebP' };
  const small = kind === 'PNG' ? decodeSmallPng(bytes) : undefined;
  if (small !== undefined) return fitPixels(withoutEqualChannels(small), shape);
  try {
    const image = sharp(bytes, options);
    const plain = kind === 'JPEG' ? plainJpegSize(bytes) : undefined;
    const metadata = plain ? undefined : await image.metadata();
    const changes = metadata ? changesOf(metadata) : [];
    const { height, width } = plain ?? metadata?.autoOrient ?? {};
    const { size } = shape;
    const scaled = size !== undefined && (size.height !== height || size.width !== width);
    const upright = plain ? image : image.autoOrient().flatten({ background: '#000' });
    const { data, info } = await (scaled ? resized(upright, size, shape.fit) : upright).raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    return await fitPixels(withoutEqualChannels({ height: info.height, width: info.width, channels: info.channels, data }), shape, scaled ? [...changes, 'SIZE'] : changes);
  } catch (error) {
    return { reason: reasonOf(error, kind) };
  }
}

/** Height and width as it is shown, from the header alone. */
export async function measureImage(bytes: Uint8Array): Promise<{ height: number; width: number } | Undecodable> {
  const kind = imageKind(bytes);
  if (kind === undefined) return { reason: 'not PNG, JPEG or WebP' };
  try {
    const { autoOrient } = await sharp(bytes, options).metadata();
    return { height: autoOrient.height, width: autoOrient.width };
  } catch (error) {
    return { reason: reasonOf(error, kind) };
  }
}

export function imageKind(bytes: Uint8Array): 'PNG' | 'JPEG' | 'WebP' | undefined {
  const kind = fileKind(bytes);
  return kind === 'PNG' || kind === 'JPEG' || kind === 'WebP' ? kind : undefined;
}

function changesOf({ orientation, hasAlpha, depth, space, pages }: Metadata): ImageChange[] {
  return [
    ...((orientation ?? UPRIGHT) === UPRIGHT ? [] : (['ROTATION'] as const)),
    ...(hasAlpha ? (['TRANSPARENCY'] as const) : []),
    ...(depth === 'uchar' ? [] : (['DEPTH'] as const)),
    ...(space === 'cmyk' ? (['INK'] as const) : []),
    ...((pages ?? 1) > 1 ? (['FRAMES'] as const) : []),
  ];
}

const reasonOf = (error: unknown, kind: string) =>
  error instanceof Error && error.message.includes('pixel limit') ? `more than ${counted(limits.pixels)} pixels` : `${kind}, cut off or damaged`;
