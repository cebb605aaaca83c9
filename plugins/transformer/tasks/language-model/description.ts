import { z } from 'zod';
import type { ModelShape } from './model.ts';
import { tokenizerFile } from './tokenizer.ts';

/** What `flywheel.json` says of a language model. */
export const modelDescription = z.object({
  format: z.literal('flywheel-transformer'),
  formatVersion: z.literal(1),
  task: z.literal('LANGUAGE_MODEL'),
  kind: z.literal('TEXT'),
  settings: z.object({
    layers: z.int().positive(),
    heads: z.int().positive(),
    modelSize: z.int().positive(),
    feedForwardSize: z.int().positive(),
    maxLength: z.int().positive(),
  }),
  tokenizer: tokenizerFile,
  /** What a text without a prompt begins after; not shown. */
  start: z.array(z.int().nonnegative()).min(1),
});

export type ModelDescription = z.infer<typeof modelDescription>;

export const shapeOf = ({ settings }: ModelDescription, vocabulary: number): ModelShape => ({ ...settings, vocabulary });
