import { z } from 'zod';
import { tokenizerFile } from '../../../text/tokenizer.ts';

const size = z.int().positive();

/** What the weights alone do not tell: the published file `flywheel.json`. */
const modelDescription = z.object({
  format: z.literal('flywheel-transformer'),
  formatVersion: z.literal(1),
  task: z.literal('CLASSIFICATION'),
  kind: z.literal('TEXT'),
  /** Names in the order of the logits. */
  classes: z.array(z.string()).min(2),
  settings: z.object({ layers: size, heads: size, modelSize: size, feedForwardSize: size, dropout: z.number(), maxLength: size, ngramHead: z.boolean(), ngramSize: size.optional() }),
  tokenizer: tokenizerFile,
  /** How many different tokens there are, with padding and unknown, and how many pairs of them in `pairs.bin`. */
  tokens: size,
  pairs: z.int().nonnegative(),
});

export type ModelDescription = z.infer<typeof modelDescription>;

/** What makes the model again, of all that a training knows. */
export function describeModel({ classes, settings, ...rest }: Omit<ModelDescription, 'format' | 'formatVersion' | 'task' | 'kind' | 'classes'> & { readonly classes: readonly string[] }): ModelDescription {
  const { layers, heads, modelSize, feedForwardSize, dropout, maxLength, ngramHead, ngramSize } = settings;
  return {
    format: 'flywheel-transformer', formatVersion: 1, task: 'CLASSIFICATION', kind: 'TEXT', ...rest,
    classes: [...classes],
    settings: { layers, heads, modelSize, feedForwardSize, dropout, maxLength, ngramHead, ...(ngramSize !== undefined && { ngramSize }) },
  };
}

export const PAIRS_FILE = 'pairs.bin';

/** @throws ZodError where the file is not one of a text classifier. */
export function parseDescription(bytes: Uint8Array): ModelDescription {
  return modelDescription.parse(JSON.parse(new TextDecoder().decode(bytes)));
}
