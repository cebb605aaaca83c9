import { BlobNotFound, type BlobStore, type OpenBlob } from '../../store/blob-store.ts';
import { manifestName } from '../layout/manifest.ts';
import { VersionReader } from '../layout/version-reader.ts';

/** The pixels of a version of images, open. */
export interface OpenPixels {
  readonly image: { readonly height: number; readonly width: number; readonly channels: 1 | 3 };
  readonly sampleCount: number;
  readonly blob: OpenBlob;
}

export async function openPixels(store: BlobStore, prefix: string): Promise<OpenPixels> {
  const reader = await VersionReader.open(store, prefix);
  return { image: reader.manifest.image, sampleCount: reader.manifest.sampleCount, blob: await reader.openImages() };
}

/** What was erased is not shown any more, though its file may be open still. */
export async function requireManifest(store: BlobStore, prefix: string): Promise<void> {
  if ((await store.sizeOf(`${prefix}/${manifestName}`)) === undefined) throw new BlobNotFound(prefix);
}

/**
 * The image at a place of the file as PNG, pixel by pixel, or scaled down so that no side is longer than `maxSide`. Undefined where
 * there is none. The image library is loaded when it is needed first.
 */
export async function samplePng({ image, sampleCount, blob }: OpenPixels, place: number, maxSide: number | undefined): Promise<Uint8Array | undefined> {
  if (place >= sampleCount) return undefined;
  const { height, width, channels } = image;
  const pixels = new Uint8Array(height * width * channels);
  await blob.readInto(pixels, place * pixels.byteLength);
  const { default: sharp } = await import('sharp');
  const picture = sharp(pixels, { raw: { height, width, channels } });
  const sized = maxSide === undefined || Math.max(height, width) <= maxSide ? picture : picture.resize({ width: maxSide, height: maxSide, fit: 'inside' });
  return (channels === 1 ? sized.toColourspace('b-w') : sized).png({ compressionLevel: 6 }).toBuffer();
}
