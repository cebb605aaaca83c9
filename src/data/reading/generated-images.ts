import { z } from 'zod';
import type { ImageDescription } from '../../plugin/index.ts';
import { BlobNotFound, type BlobStore } from '../../store/blob-store.ts';

/**
 * Images that a model drew for a run's training split. They lie below the run's key, apart from every dataset version:
 * `images.bin` and `labels.bin` as of layout 1 (`layout/manifest.ts`), and last the manifest, which says what they are.
 */
const manifestSchema = z.strictObject({
  generated: z.literal(true),
  /** That drew them. */
  modelVersionId: z.string(),
  image: z.strictObject({ height: z.int().positive(), width: z.int().positive(), channels: z.int().positive() }),
  /** Class names; labels are indices into them. */
  classes: z.array(z.string()),
  /** Images of each class. */
  counts: z.array(z.int().nonnegative()),
});
export type GeneratedManifest = z.infer<typeof manifestSchema>;

export interface GeneratedImages {
  readonly manifest: GeneratedManifest;
  /** One after another, a byte for each channel of a pixel. */
  readonly pixels: Uint8Array;
  readonly labels: Int32Array;
}

const names = { manifest: 'manifest.json', images: 'images.bin', labels: 'labels.bin' };

export async function writeGenerated(store: BlobStore, key: string, { manifest, pixels, labels }: GeneratedImages): Promise<void> {
  await store.write(`${key}/${names.images}`, pixels);
  await store.write(`${key}/${names.labels}`, new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength));
  await store.write(`${key}/${names.manifest}`, Buffer.from(JSON.stringify(manifest, null, 2)));
}

/** Undefined where there are none, or not all. */
export async function readGeneratedManifest(store: BlobStore, key: string): Promise<GeneratedManifest | undefined> {
  const bytes = await store.readAll(`${key}/${names.manifest}`).catch((error: unknown) => {
    if (error instanceof BlobNotFound) return undefined;
    throw error;
  });
  return bytes === undefined ? undefined : manifestSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
}

/** @throws where there are none, or they are not of this image shape and these classes */
export async function readGenerated(store: BlobStore, key: string, { image, classes }: ImageDescription): Promise<GeneratedImages> {
  const manifest = await readGeneratedManifest(store, key);
  const fits = manifest !== undefined && JSON.stringify(manifest.classes) === JSON.stringify(classes) &&
    manifest.image.height === image.height && manifest.image.width === image.width && manifest.image.channels === image.channels;
  if (!fits) throw new Error("The run's generated images do not fit its dataset version.");
  const [pixels, labels] = await Promise.all([store.readAll(`${key}/${names.images}`), store.readAll(`${key}/${names.labels}`)]);
  return { manifest, pixels, labels: new Int32Array(labels.slice().buffer) };
}
