import { z } from 'zod';
import type { ModelShape } from './model.ts';
import { tokenizerFile, type TextTokenizer } from './tokenizer.ts';

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
  /** Whether the model learned one text; else it learned several, each between two ends. */
  continuous: z.boolean(),
  /** What a text without a prompt follows on; not shown. */
  start: z.array(z.int().nonnegative()).min(1),
});

export type ModelDescription = z.infer<typeof modelDescription>;

export const shapeOf = ({ settings }: ModelDescription, vocabulary: number): ModelShape => ({ ...settings, vocabulary });

/** The tokens that a text follows on: the prompt's, with an end before them where texts have ends. */
export const contextOf = ({ continuous, start }: ModelDescription, tokenizer: TextTokenizer, text: string): readonly number[] => {
  const tokens = tokenizer.encode(text);
  if (tokens.length === 0) return start;
  return continuous ? tokens : [tokenizer.end, ...tokens];
};

/** Tokens that are not to be drawn: a text that has no end does not end. */
export const neverDrawn = ({ continuous }: ModelDescription, { never, end }: TextTokenizer): readonly number[] => (continuous ? [...never, end] : never);
