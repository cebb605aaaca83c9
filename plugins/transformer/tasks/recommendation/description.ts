import { z } from 'zod';

/** What `flywheel.json` says of a model of interactions. */
export const modelDescription = z.object({
  format: z.literal('flywheel-transformer'),
  formatVersion: z.literal(1),
  task: z.literal('RECOMMENDATION'),
  kind: z.literal('INTERACTION'),
  settings: z.object({
    layers: z.int().positive(),
    heads: z.int().positive(),
    modelSize: z.int().positive(),
    feedForwardSize: z.int().positive(),
    maxLength: z.int().positive(),
  }),
  /** Names of the items 1, 2, … */
  items: z.array(z.string()).min(1),
});

export type ModelDescription = z.infer<typeof modelDescription>;
