import { z } from 'zod';
import type { ColumnProfile } from '../../../domain/column-profile.ts';
import { BlobNotFound, type BlobStore } from '../../../store/blob-store.ts';

/** Beside the samples of a version that was assessed. */
export const profileName = 'profile.json';

const schema: z.ZodType<ColumnProfile[]> = z.array(
  z.object({
    name: z.string(),
    type: z.enum(['NUMBER', 'CATEGORY', 'TEXT', 'IMAGE', 'LABEL']),
    count: z.number(),
    missing: z.number(),
    distinct: z.number().nullable(),
    approximate: z.boolean(),
    numbers: z
      .object({
        minimum: z.number(), maximum: z.number(), mean: z.number(), standardDeviation: z.number(),
        quantiles: z.array(z.object({ share: z.number(), value: z.number() })),
        histogram: z.array(z.object({ from: z.number(), to: z.number(), count: z.number() })),
      })
      .nullable(),
    values: z.array(z.object({ value: z.string(), count: z.number() })),
  }),
);

/** Null of versions that were assessed before it was kept, or not yet. */
export async function readProfile(store: BlobStore, prefix: string): Promise<ColumnProfile[] | null> {
  const bytes = await store.readAll(`${prefix}/${profileName}`).catch((error: unknown) => {
    if (error instanceof BlobNotFound) return null;
    throw error;
  });
  return bytes === null ? null : schema.parse(JSON.parse(Buffer.from(bytes).toString()));
}
