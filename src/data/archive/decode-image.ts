import sharp from 'sharp';
import { fileKind } from '../file-kind.ts';
import { limits } from '../limits.ts';
import { counted } from '../shown.ts';
import { decodeSmallPng } from './small-png.ts';

export interface DecodedImage {
  readonly height: number;
  readonly width: number;
  /** 1 where red, green and blue are equal in every pixel, else 3. */
  readonly channels: 1 | 3;
  /** height × width × channels, row by row. */
  readonly pixels: Uint8Array;
}

/** Why a file is no image that can be read, to follow its name. */
export interface Undecodable {
  readonly reason: string;
}

const options = { failOn: 'error', limitInputPixels: limits.pixels, ignoreIcc: true } as const;

// Every image is read once, so caching them only costs memory.
sharp.cache(false);

/**
 * Decodes PNG, JPEG or WebP (known by their first bytes, so that no other of sharp's readers sees the file): the pixels
 * as they are stored, without colour profile and rotation tags, as NumPy or Keras would load them; transparency on black;
 * 16 bits to 8; the first frame of an animation.
 */
export async function decodeImage(bytes: Uint8Array): Promise<DecodedImage | Undecodable> {
  const kind = imageKind(bytes);
  if (kind === undefined) return { reason: 'not PNG, JPEG or WebP' };
  const small = kind === 'PNG' ? decodeSmallPng(bytes) : undefined;
  if (small !== undefined) return { height: small.height, width: small.width, ...withoutEqualChannels(small.data, small.channels) };
  try {
    const { data, info } = await sharp(bytes, options).flatten({ background: '#000' }).raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    return { height: info.height, width: info.width, ...withoutEqualChannels(data, info.channels) };
  } catch (error) {
    return { reason: reasonOf(error, kind) };
  }
}

/** Height and width only, from the header. */
export async function measureImage(bytes: Uint8Array): Promise<{ height: number; width: number } | Undecodable> {
  const kind = imageKind(bytes);
  if (kind === undefined) return { reason: 'not PNG, JPEG or WebP' };
  try {
    const { height, width } = await sharp(bytes, options).metadata();
    return { height, width };
  } catch (error) {
    return { reason: reasonOf(error, kind) };
  }
}

function imageKind(bytes: Uint8Array): 'PNG' | 'JPEG' | 'WebP' | undefined {
  const kind = fileKind(bytes);
  return kind === 'PNG' || kind === 'JPEG' || kind === 'WebP' ? kind : undefined;
}

function withoutEqualChannels(data: Uint8Array, channels: number): { channels: 1 | 3; pixels: Uint8Array } {
  if (channels === 1) return { channels: 1, pixels: data };
  const count = data.byteLength / channels;
  const gray = new Uint8Array(count);
  for (let pixel = 0; pixel < count; pixel += 1) {
    const red = data[pixel * channels]!;
    if (channels >= 3 && (red !== data[pixel * channels + 1] || red !== data[pixel * channels + 2])) return { channels: 3, pixels: data };
    gray[pixel] = red;
  }
  return { channels: 1, pixels: gray };
}

const reasonOf = (error: unknown, kind: string) =>
  error instanceof Error && error.message.includes('pixel limit') ? `more than ${counted(limits.pixels)} pixels` : `${kind}, cut off or damaged`;
