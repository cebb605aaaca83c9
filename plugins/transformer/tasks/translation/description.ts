import { z } from 'zod';
import { bytePairsFile, type BytePairTokenizer } from '../../text/byte-pair.ts';
import type { ModelShape } from './model.ts';

const settings = z.object({
  layers: z.int().positive(),
  heads: z.int().positive(),
  modelSize: z.int().positive(),
  feedForwardSize: z.int().positive(),
  maxLength: z.int().positive(),
  beamSize: z.int().positive(),
});

/** `flywheel.json` of a translation model: all that makes it again, but its weights. */
const description = z.object({
  format: z.literal('flywheel-transformer'),
  formatVersion: z.literal(1),
  task: z.literal('TRANSLATION'),
  kind: z.literal('TEXT_PAIR'),
  settings,
  tokenizer: bytePairsFile,
  /** A translation has at most ⌈ratio × tokens of its source⌉ + 6 tokens. */
  lengthRatio: z.number().nonnegative(),
});

export type ModelDescription = z.infer<typeof description>;
export type ModelSettings = z.infer<typeof settings>;

export function describeModel(of: ModelSettings, tokenizer: BytePairTokenizer, lengthRatio: number): ModelDescription {
  const { layers, heads, modelSize, feedForwardSize, maxLength, beamSize } = of;
  return {
    format: 'flywheel-transformer',
    formatVersion: 1,
    task: 'TRANSLATION',
    kind: 'TEXT_PAIR',
    settings: { layers, heads, modelSize, feedForwardSize, maxLength, beamSize },
    tokenizer: tokenizer.toFile(),
    lengthRatio,
  };
}

/** @throws where it is no description of a translation model */
export function readDescription(bytes: Uint8Array): ModelDescription {
  return description.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

export function shapeOf({ layers, heads, modelSize, feedForwardSize }: ModelSettings, { size }: BytePairTokenizer): ModelShape {
  return { vocabulary: size, layers, heads, modelSize, feedForwardSize };
}
