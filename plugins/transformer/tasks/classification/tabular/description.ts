import { z } from 'zod';
import { columnCodes } from './columns.ts';
import { logisticWeights } from './logistic/regression.ts';

/** What `flywheel.json` says of a classifier of table rows. */
export const modelDescription = z.object({
  format: z.literal('flywheel-transformer'),
  formatVersion: z.literal(1),
  task: z.literal('CLASSIFICATION'),
  kind: z.literal('TABULAR'),
  settings: z.object({ layers: z.int().positive(), heads: z.int().positive(), modelSize: z.int().positive(), feedForwardSize: z.int().positive() }),
  classes: z.array(z.string()).min(2),
  /** All columns in the order of the dataset. */
  columns: z.array(z.object({ name: z.string(), type: z.enum(['NUMBER', 'CATEGORY']) })),
  codes: columnCodes,
  /** The simple model that was trained beside it; absent where that would have taken too long. */
  logistic: logisticWeights.optional(),
});

export type ModelDescription = z.infer<typeof modelDescription>;
