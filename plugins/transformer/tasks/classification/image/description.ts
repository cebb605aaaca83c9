import { z } from 'zod';

/** What `flywheel.json` says of a classifier of images. */
export const modelDescription = z.object({
  format: z.literal('flywheel-transformer'),
  formatVersion: z.literal(1),
  task: z.literal('CLASSIFICATION'),
  kind: z.literal('IMAGE'),
  settings: z.object({
    layers: z.int().positive(),
    heads: z.int().positive(),
    modelSize: z.int().positive(),
    feedForwardSize: z.int().positive(),
    patchSize: z.int().positive(),
    convolutionalStem: z.boolean(),
  }),
  classes: z.array(z.string()).min(2),
  image: z.object({ height: z.int().positive(), width: z.int().positive(), channels: z.int().positive() }),
  /** Mean and standard deviation of the training split's pixels, 0 to 1. */
  pixels: z.object({ mean: z.number(), deviation: z.number().positive() }),
});

export type ModelDescription = z.infer<typeof modelDescription>;
