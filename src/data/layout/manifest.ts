import { z } from 'zod';

/**
 * How the files of a dataset version lie below its key. Numbers are little-endian. A sample's position is its place in
 * `images`, `labels`, `hashes` and `origins`, counted from 0 in the order of import.
 *
 * - `images`   height × width × channels bytes per sample, row by row
 * - `labels`   int32 per sample: index into `classes`, or -1
 * - `hashes`   SHA-256 of the pixels, 32 bytes per sample
 * - `order`    uint32 positions: all of TRAIN, then VALIDATION, then TEST; within a split by hash, then label
 * - `origins`  16 bytes per sample: uint32 index into `sources`, uint32 place in that file (image of an IDX file, entry
 *              of an archive), uint64 end of its name in `names`, where the next one begins
 * - `names`    entry names in UTF-8, one after another; empty for IDX
 */
export const manifestSchema = z.strictObject({
  layout: z.literal(1),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  sampleCount: z.int().positive(),
  image: z.strictObject({ height: z.int().positive(), width: z.int().positive(), channels: z.union([z.literal(1), z.literal(3)]) }),
  classes: z.array(z.string()),
  counts: z.strictObject({ TRAIN: z.int().nonnegative(), VALIDATION: z.int().nonnegative(), TEST: z.int().nonnegative() }),
  /** File names as the client gave them. */
  sources: z.array(z.string()),
  files: z.record(
    z.enum(['images', 'labels', 'hashes', 'order', 'origins', 'names']),
    z.strictObject({ name: z.string(), sizeBytes: z.int().nonnegative(), sha256: z.string() }),
  ),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type FileRole = keyof Manifest['files'];

export const hashBytes = 32;
export const originBytes = 16;
export const manifestName = 'manifest.json';

/** What the bytes of a manifest say; undefined where they are no JSON. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return undefined;
  }
}
