import { z } from 'zod';
import { BlobNotFound, type BlobStore } from '../../store/blob-store.ts';
import { manifestName, parseJson } from './manifest.ts';
import { DamagedVersion } from './version-reader.ts';

/**
 * Layout 2, of versions whose samples are no images: one table, `samples.parquet` (Zstandard), a row per sample in the
 * stored order, so that DuckDB, pandas and Arrow open it. Its columns:
 *
 * - the content: `text`; `source` and `target`; `user`, `item`, `value` (double or null) and `time` (double, seconds since
 *   1970, or null); or the features, each under its own name (`NAME_1` where that is taken): double for NUMBER, text for
 *   CATEGORY, null where a value is missing
 * - `label`  class name, or null; not for TEXT_PAIR and INTERACTION
 * - `split`  TRAIN, VALIDATION or TEST, in this order; within a split by hash, then label; continuous texts by their place in
 *   the text; interactions by time
 * - `subject`  the person that the row is about, or null
 * - `hash`  SHA-256 of the content, 32 bytes
 * - `file`, `row`, `entry`  where it comes from: name of the file, row in it counted from 1, and its entry, for archives
 */
export const samplesManifestSchema = z.strictObject({
  layout: z.literal(2),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  sampleCount: z.int().positive(),
  /** As the version's row holds it. */
  description: z.record(z.string(), z.unknown()),
  /** Names of the columns that hold the content; of TABULAR in the order of `description.columns`. */
  content: z.array(z.string()),
  /** Names of the files that it was imported from. */
  sources: z.array(z.string()),
  files: z.strictObject({ samples: z.strictObject({ name: z.string(), sizeBytes: z.int().nonnegative(), sha256: z.string() }) }),
});

export type SamplesManifest = z.infer<typeof samplesManifestSchema>;

export const samplesName = 'samples.parquet';

/** Rejects with `DamagedVersion` where there is no whole version of layout 2. */
export async function readSamplesManifest(store: BlobStore, prefix: string): Promise<SamplesManifest> {
  const bytes = await store.readAll(`${prefix}/${manifestName}`).catch((error: unknown) => {
    throw error instanceof BlobNotFound ? new DamagedVersion('The dataset version has no manifest: it was not imported to its end, or was removed.') : error;
  });
  const parsed = samplesManifestSchema.safeParse(parseJson(bytes));
  if (!parsed.success) throw new DamagedVersion('The manifest of the dataset version is not of a layout that this release reads.');
  return parsed.data;
}
