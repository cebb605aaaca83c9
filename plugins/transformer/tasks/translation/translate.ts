import type { BytePairTokenizer } from '../../text/byte-pair.ts';
import { encodeText, longestTranslation } from './corpus.ts';
import { decode, paddedLength, type Decoder } from './decode.ts';

/** Rows of a decoding step: texts × beams. */
const ROWS = 128;

/** A model with all that it takes to translate texts. */
export interface Translator {
  readonly decoder: Decoder;
  readonly tokenizer: BytePairTokenizer;
  readonly maxLength: number;
  /** Of `longestTranslation`. */
  readonly ratio: number;
}

export interface TranslateOptions {
  readonly beamSize: number;
  readonly signal: AbortSignal;
}

/** One of many texts. */
export interface Translated {
  /** Place of its source among them. */
  readonly index: number;
  readonly translation: string;
}

/** Translates many texts, those of like lengths together, so in an order of their own; some at a time. Sources of more than maxLength tokens are cut. */
export async function* translations({ decoder, tokenizer, maxLength, ratio }: Translator, texts: readonly string[], { beamSize, signal }: TranslateOptions): AsyncGenerator<readonly Translated[], void, void> {
  const size = Math.max(1, Math.floor(ROWS / beamSize));
  const sources = texts.map((text, index) => ({ index, tokens: encodeText(tokenizer, text, maxLength) }));
  const groups = Map.groupBy(sources.sort((a, b) => a.tokens.length - b.tokens.length), ({ tokens }) => paddedLength(tokens.length));
  for (const group of groups.values()) {
    for (let start = 0; start < group.length; start += size) {
      const batch = group.slice(start, start + size);
      const steps = decode(decoder, batch.map(({ tokens }) => tokens), { beamSize, texts: size, longest: (k) => longestTranslation(ratio, batch[k]?.tokens.length ?? 0, maxLength), signal });
      let step = await steps.next();
      while (!step.done) step = await steps.next();
      const decoded = step.value;
      yield batch.map(({ index }, k) => ({ index, translation: tokenizer.decode(decoded[k]?.tokens ?? []) }));
    }
  }
}

/** In the order of the texts. */
export async function translateAll(translator: Translator, texts: readonly string[], options: TranslateOptions): Promise<string[]> {
  const all = new Array<string>(texts.length).fill('');
  for await (const some of translations(translator, texts, options)) for (const { index, translation } of some) all[index] = translation;
  return all;
}
